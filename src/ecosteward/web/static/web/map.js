/* Enterprises on a plain map: no tiles, so that it works with no internet. */
document.addEventListener("DOMContentLoaded", () => {
  const places = JSON.parse(document.getElementById("places").textContent);
  const map = L.map("map", { attributionControl: false, scrollWheelZoom: false });
  L.control.scale({ imperial: false }).addTo(map);
  const colours = { late: "#b02a30", open: "#b26a00", none: "#1d6b3c" };
  places.forEach((place) => {
    const colour = place.late ? colours.late : place.open ? colours.open : colours.none;
    const words = document.createElement("a");
    words.href = place.url;
    words.textContent = `${place.name}：未销号 ${place.open}，超期 ${place.late}`;
    L.circleMarker(place.at, { radius: 7, weight: 2, color: "#fff", fillColor: colour, fillOpacity: 0.95 })
      .bindTooltip(place.name, { permanent: places.length <= 12, direction: "right", offset: [8, 0] })
      .bindPopup(words)
      .addTo(map);
  });
  map.fitBounds(places.map((place) => place.at), { padding: [40, 40], maxZoom: 14 });
});
