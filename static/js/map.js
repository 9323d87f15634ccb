/* Maps: province outlines of our own, an optional background, and points.
   <div data-map data-outlines="…geojson" data-tiles="…{z}/{x}/{y}…" …></div>
   Points come from the address in [data-points] (GeoJSON, follows the filters of the list) or from
   data-lat and data-lon (one place). The table beside the map says the same. */
(() => {
  "use strict";
  const holder = document.querySelector("[data-map]");
  if (!holder || !window.L) return;
  const L = window.L;
  const css = (name, fallback) => getComputedStyle(document.documentElement).getPropertyValue(name).trim() || fallback;
  const words = holder.dataset;
  const map = L.map(holder, { preferCanvas: true, zoomSnap: 0.25, minZoom: 6, maxZoom: 17, attributionControl: true, keyboard: true });
  map.attributionControl.setPrefix(false);
  map.setView([52.2, 5.3], 7);

  const pane = map.createPane("outlines");
  pane.style.zIndex = 250; // above the tiles, below the points
  fetch(words.outlines).then((answer) => answer.json()).then((data) => {
    const outlines = L.geoJSON(data, {
      pane: "outlines", interactive: false, attribution: words.outlinesSource || "",
      renderer: L.svg({ pane: "outlines" }),
      style: { color: css("--map-line", "#5f7489"), weight: 1, fillColor: css("--map-land", "#dfe9d8"), fillOpacity: words.tiles ? 0 : 1 },
    }).addTo(map);
    if (!words.lat) map.fitBounds(outlines.getBounds(), { padding: [4, 4] });
    if (words.tiles) {
      const tiles = L.tileLayer(words.tiles, { maxZoom: 17, attribution: words.tilesSource || "" });
      tiles.once("tileerror", () => { map.removeLayer(tiles); outlines.setStyle({ fillOpacity: 1 }); });
      tiles.addTo(map);
    }
  }).catch(() => {});

  const number = new Intl.NumberFormat(document.documentElement.lang || "nl", { minimumFractionDigits: 1, maximumFractionDigits: 1 });
  const popup = (properties) => {
    const box = document.createElement("div");
    const link = document.createElement("a");
    link.href = words.site.replace("00000000-0000-0000-0000-000000000000", properties.id);
    link.textContent = properties.name;
    const line = document.createElement("div");
    const available = properties.ha === undefined ? words.unknown : `${number.format(properties.ha)} ha ${words.available}`;
    line.textContent = [properties.place, available].filter(Boolean).join(" · ");
    box.append(link, line);
    return box;
  };
  const colour = (properties) => (properties.ha > 0 ? css("--brand", "#0b4f8a") : css("--map-quiet", "#6b7785"));
  const marker = (feature, place) => L.circleMarker(place, {
    radius: feature.properties.ha > 0 ? 5 : 3.5, weight: 1, color: "#fff",
    fillColor: colour(feature.properties), fillOpacity: 0.9,
  }).bindPopup(() => popup(feature.properties));

  let points = null;
  let shown = "";
  const load = () => {
    const source = document.querySelector("[data-points]");
    if (!source || source.dataset.points === shown) return;
    shown = source.dataset.points;
    const asked = shown;
    fetch(asked).then((answer) => answer.json()).then((data) => {
      if (asked !== shown) return; // a later filter was faster
      if (points) map.removeLayer(points);
      points = L.geoJSON(data, { pointToLayer: marker }).addTo(map);
      const bounds = points.getBounds();
      if (bounds.isValid() && new URL(asked, location).search.length > 1) map.fitBounds(bounds.pad(0.1), { maxZoom: 11 });
    }).catch(() => { shown = ""; });
  };
  if (words.lat) {
    const place = [Number(words.lat), Number(words.lon)];
    L.circleMarker(place, { radius: 7, weight: 2, color: "#fff", fillColor: css("--brand", "#0b4f8a"), fillOpacity: 1 }).addTo(map);
    map.setView(place, words.tiles ? 13 : 8.5);
  } else {
    load();
    document.addEventListener("htmx:after:swap", load);
  }
})();
