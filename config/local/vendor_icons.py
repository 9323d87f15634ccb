"""The icons in static/icons.svg, by their name in @tabler/icons.

Add a name, run `make vendor`, use it with `{% icon "name" %}`. Keep only what is used.
"""

_NAMES = """
    home sun briefcase building building-factory-2 building-community building-bank
    building-warehouse map map-2 map-pin map-search map-pin-plus map-pin-off route compass world
    chart-bar chart-funnel chart-line chart-pie report-analytics file-text file-report file
    file-spreadsheet file-type-pdf file-type-csv folder folder-open package archive
    user user-plus user-check user-x users users-group address-book id affiliate heart-handshake
    search filter bookmark download upload plus minus edit pencil trash x check checks copy
    arrow-right arrow-left arrow-up arrow-down arrows-sort arrow-back-up arrows-exchange transfer
    chevron-right chevron-left chevron-down chevron-up chevrons-right external-link link share send
    calendar calendar-event calendar-plus clock history hourglass alarm bell
    mail phone message message-2 note notes paperclip at tag tags hash language
    star lock lock-open shield shield-lock shield-check key fingerprint password device-mobile
    device-laptop qrcode logout login settings eye eye-off eye-check
    info-circle alert-triangle alert-circle circle-check circle-x circle circle-dashed circle-dot
    help refresh rotate menu-2 dots dots-vertical grip-vertical keyboard command printer
    list list-check list-details layout-grid table columns scale adjustments adjustments-horizontal
    bolt plug droplet leaf flame truck train ship road plane car school flask microscope atom cpu
    bulb target flag timeline git-branch git-compare versions binoculars camera photo
    door-exit player-pause player-play ban gavel rubber-stamp signature clipboard-list
    clipboard-check clipboard-text clipboard-data checkbox currency-euro coin percentage
    trending-up trending-down globe focus-centered database stack-2 sitemap robot rocket
    zoom-in zoom-out pin thumb-up thumb-down inbox mood-empty award trophy ruler-2 square-check
"""

OUTLINE: tuple[str, ...] = tuple(_NAMES.split())

FILLED: tuple[str, ...] = ("star", "circle-check", "alert-triangle", "flag")
