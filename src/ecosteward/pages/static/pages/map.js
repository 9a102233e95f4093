/* Places on a plain map: no tiles, so that it works with no internet. What is on it comes after the page. */
document.addEventListener("DOMContentLoaded", async () => {
  const shown = document.getElementById("map");
  const said = document.getElementById("map-said");
  const colours = { red: "#b02a30", amber: "#b26a00", grey: "#5b6773", green: "#1d6b3c" };
  const tell = (words) => {
    said.textContent = words;
    said.hidden = false;
  };
  let found;
  try {
    const answer = await fetch(shown.dataset.places, { headers: { Accept: "application/json" } });
    if (!answer.ok) throw new Error(answer.status);
    found = await answer.json();
  } catch {
    tell("地图没有取到，请刷新页面");
    return;
  }
  const map = L.map(shown, { attributionControl: false, scrollWheelZoom: false, preferCanvas: true });
  L.control.scale({ imperial: false }).addTo(map);
  found.places.forEach(([latitude, longitude, name, url, words, colour]) => {
    const link = document.createElement("a");
    link.href = url;
    link.textContent = `${name}：${words}`;
    L.circleMarker([latitude, longitude], { radius: 7, weight: 2, color: "#fff", fillColor: colours[colour], fillOpacity: 0.95 })
      .bindTooltip(name, { permanent: found.places.length <= 12, direction: "auto", offset: [8, 0] })
      .bindPopup(link)
      .addTo(map);
  });
  if (found.places.length) map.fitBounds(found.places.map((place) => place.slice(0, 2)), { padding: [40, 40], maxZoom: 14 });
  if (found.left) tell(`另有 ${found.left} 家没有画出`);
});
