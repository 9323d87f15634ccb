/* The sites of the ranked list on a map of the provinces. The list holds the same sites, and is the
   way for the keyboard: pins that lie on each other are no stops for it. */
(() => {
  "use strict";
  const box = document.getElementById("match-map");
  const source = document.getElementById("match-pins");
  if (!box || !source || !window.L) return;
  const css = (name, fallback) => getComputedStyle(document.documentElement).getPropertyValue(name).trim() || fallback;
  const pins = JSON.parse(source.textContent);
  const map = L.map(box, { zoomSnap: 0.25, minZoom: 6, maxZoom: 14, attributionControl: true, renderer: L.canvas() });
  map.attributionControl.setPrefix("");
  map.fitBounds([[50.75, 3.36], [53.56, 7.23]], { padding: [4, 4] });

  const words = (pin) => `${pin.name}, ${pin.score === null ? box.dataset.noScore : `${box.dataset.score} ${pin.score}`}`;
  const open = (pin) => () => { window.location.assign(pin.url); };
  const label = (pin) => { const text = document.createElement("span"); text.textContent = words(pin); return text; };

  fetch(box.dataset.outlines).then((answer) => answer.json()).then((outlines) => {
    L.geoJSON(outlines, {
      interactive: false,
      attribution: box.dataset.outlinesSource || "",
      style: { color: css("--map-line", "#5f7489"), weight: 1, fillColor: css("--map-land", "#dfe9d8"), fillOpacity: 1 },
    }).addTo(map).bringToBack();
  }).catch(() => { /* The pins stand on water then; the list is beside it. */ });

  pins.filter((pin) => !pin.shown).forEach((pin) => {
    L.circleMarker(pin.at, { radius: 4.5, color: "#fff", weight: 1, fillColor: "#5988b2", fillOpacity: 1 })
      .bindTooltip(label(pin)).on("click", open(pin)).addTo(map);
  });
  const numbered = pins.filter((pin) => pin.shown);
  numbered.reverse().forEach((pin, order) => {
    const icon = L.divIcon({
      className: `map-pin${pin.low ? " is-low" : ""}${pin.listed ? " is-listed" : ""}`,
      html: pin.score === null ? "?" : String(pin.score),
      iconSize: [26, 26],
    });
    L.marker(pin.at, { icon, keyboard: false, title: words(pin), alt: words(pin), zIndexOffset: order * 10 })
      .bindTooltip(label(pin)).on("click", open(pin)).addTo(map);
  });
  const places = numbered.map((pin) => pin.at);
  if (places.length && new URLSearchParams(window.location.search).get("province")) {
    map.fitBounds(places, { padding: [40, 40], maxZoom: 10 });
  }
})();
