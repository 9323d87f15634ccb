/* The sites of the ranked list on a map of the provinces, an optional background beneath. What lies
   close together is one bubble until one zooms in. The list holds the same sites, and is the way for
   the keyboard: pins that lie on each other are no stops for it. */
(() => {
  "use strict";
  const box = document.getElementById("match-map");
  if (!box || !window.L) return;
  const L = window.L;
  const words = box.dataset;
  const css = (name, fallback) => getComputedStyle(document.documentElement).getPropertyValue(name).trim() || fallback;
  const map = L.map(box, { zoomSnap: 0.25, minZoom: 6, maxZoom: 16, attributionControl: true, renderer: L.canvas(), keyboard: false });
  map.attributionControl.setPrefix("");
  map.fitBounds([[50.75, 3.36], [53.56, 7.23]], { padding: [4, 4] });

  fetch(words.outlines).then((answer) => answer.json()).then((outlines) => {
    const land = L.geoJSON(outlines, {
      interactive: false, attribution: words.outlinesSource || "",
      style: { color: css("--map-line", "#5f7489"), weight: 1, fillColor: css("--map-land", "#dfe9d8"), fillOpacity: words.tiles ? 0 : 1 },
    }).addTo(map).bringToBack();
    if (!words.tiles) return;
    const tiles = L.tileLayer(words.tiles, { maxZoom: 16, attribution: words.tilesSource || "" });
    tiles.once("tileerror", () => { map.removeLayer(tiles); land.setStyle({ fillOpacity: 1 }); });
    tiles.addTo(map);
  }).catch(() => { /* The pins stand on water then; the list is beside it. */ });

  const told = (pin) => `${pin.name}, ${pin.score === null ? words.noScore : `${words.score} ${pin.score}`}`;
  const label = (text) => { const span = document.createElement("span"); span.textContent = text; return span; };
  const open = (pin) => () => { window.location.assign(pin.url); };
  const layer = L.layerGroup().addTo(map);
  const markers = new Map(); // of the sites that stand by themselves
  let pins = [];

  const numbered = (pin, order) => {
    const icon = L.divIcon({
      className: `map-pin${pin.low ? " is-low" : ""}${pin.listed ? " is-listed" : ""}`,
      html: pin.score === null ? "?" : String(pin.score), iconSize: [26, 26],
    });
    return L.marker(pin.at, { icon, keyboard: false, title: told(pin), alt: told(pin), zIndexOffset: 1000 - order * 10 });
  };
  const dot = (pin) => L.circleMarker(pin.at, { radius: 4.5, color: "#fff", weight: 1, fillColor: "#5988b2", fillOpacity: 1 });
  const bubble = (group) => {
    const best = group.find((pin) => pin.shown);
    const size = group.length > 99 ? 36 : group.length > 9 ? 31 : 26;
    const text = `${group.length} ${words.cluster}`;
    const icon = L.divIcon({ className: `map-cluster${best ? " has-shown" : ""}`, html: String(group.length), iconSize: [size, size] });
    return L.marker(best ? best.at : group[0].at, { icon, keyboard: false, title: text, alt: text })
      .on("click", () => map.fitBounds(L.latLngBounds(group.map((pin) => pin.at)).pad(0.2), { maxZoom: 14 }));
  };

  /* Within a distance in pixels of the first of a group; pins of the page come first, and stand
     by themselves unless they would cover each other. */
  const grouped = (list, reach) => {
    const groups = [];
    list.forEach((pin) => {
      const at = map.latLngToLayerPoint(pin.at);
      const near = map.getZoom() < 14 && groups.find((group) => group.at.distanceTo(at) < reach);
      if (near) near.pins.push(pin); else groups.push({ at, pins: [pin] });
    });
    return groups.map((group) => group.pins);
  };

  const draw = () => {
    layer.clearLayers();
    markers.clear();
    grouped(pins.filter((pin) => !pin.shown), 34).forEach((group) => {
      if (group.length > 2) { bubble(group).addTo(layer); return; }
      group.forEach((pin) => dot(pin).bindTooltip(label(told(pin))).on("click", open(pin)).addTo(layer));
    });
    grouped(pins.filter((pin) => pin.shown), 15).forEach((group, order) => {
      if (group.length > 1) { bubble(group).addTo(layer); return; }
      const marker = numbered(group[0], order).bindTooltip(label(told(group[0]))).on("click", open(group[0])).addTo(layer);
      markers.set(group[0].id, marker);
    });
  };

  let read = "";
  const load = () => {
    const source = document.getElementById("match-pins");
    if (!source || source.textContent === read) return;
    read = source.textContent;
    pins = JSON.parse(read);
    const places = pins.filter((pin) => pin.shown).map((pin) => pin.at);
    if (places.length && new URLSearchParams(window.location.search).get("province")) {
      map.fitBounds(places, { padding: [40, 40], maxZoom: 10 });
    }
    draw();
  };
  load();
  map.on("zoomend", draw);
  document.addEventListener("htmx:after:swap", load);

  /* The site that one looks at in the list stands out on the map. */
  const point = (event, on) => {
    const row = event.target.closest?.("[data-pin]");
    const icon = row && markers.get(row.dataset.pin)?.getElement();
    if (icon) icon.classList.toggle("is-here", on);
  };
  ["mouseover", "focusin"].forEach((name) => document.addEventListener(name, (event) => point(event, true)));
  ["mouseout", "focusout"].forEach((name) => document.addEventListener(name, (event) => point(event, false)));
})();
