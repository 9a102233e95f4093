/* Who is watched, on a plain map: no tiles, so that it works with no internet. */
document.addEventListener("DOMContentLoaded", () => {
  const places = JSON.parse(document.getElementById("places").textContent);
  const map = L.map("map", { attributionControl: false, scrollWheelZoom: false });
  L.control.scale({ imperial: false }).addTo(map);
  const colour = (place) => (place.worst >= 3 ? "#b02a30" : place.alarms ? "#b26a00" : place.offline ? "#5b6773" : "#1d6b3c");
  places.forEach((place) => {
    const words = document.createElement("a");
    words.href = place.url;
    words.textContent = `${place.name}：${place.points} 个点位，离线 ${place.offline} 台，未关闭报警 ${place.alarms} 条`;
    L.circleMarker(place.at, { radius: 7, weight: 2, color: "#fff", fillColor: colour(place), fillOpacity: 0.95 })
      .bindTooltip(place.name, { permanent: places.length <= 12, direction: "right", offset: [8, 0] })
      .bindPopup(words)
      .addTo(map);
  });
  map.fitBounds(places.map((place) => place.at), { padding: [40, 40], maxZoom: 14 });
});
