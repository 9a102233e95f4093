/* The curves of one point: a plot for each factor over one axis of time, with limits, what does not count, alarms. */
document.addEventListener("DOMContentLoaded", () => {
  const box = document.getElementById("curves");
  if (!box) return;
  const words = document.getElementById("curve-words"), plot = 150, gap = 46; // px
  const colours = ["#0f766e", "#1d5fa8", "#8a5300", "#6b3fa0", "#b02a30", "#3f6212", "#0e7490", "#9d174d"];
  const why = document.getElementById("curve-why"), JUDGED = { realtime: ["hour", 13], minute: ["hour", 13], hour: ["hour", 13], day: ["day", 10], month: ["month", 7] };
  const EVERY = { realtime: 5000, minute: 60000 }; // ms
  let chart = null, drawn = "", shown = null;

  const time = (at) => new Date(at).toLocaleString("zh-CN", { hour12: false, month: "2-digit", day: "2-digit", hour: "2-digit", minute: "2-digit" });
  const number = (value) => (value === null || value === undefined ? "—" : String(Number(value.toPrecision(6))));
  const one = (series) => (series.converted && series.limits.some((limit) => limit.converted) ? "converted" : "value");

  const lines = (series) => series.limits.flatMap((limit) => [limit.upper, limit.lower].filter((bound) => bound !== null).map((bound) => ({
    yAxis: bound,
    name: limit.words,
    label: { formatter: `${number(bound)}${limit.unverified ? "（待核）" : ""}`, position: "insideEndTop", color: "#b02a30" },
  })));

  /* Runs of points that do not count, as spans of time. */
  const runs = (series) => series.out.reduce((found, place) => {
    const last = found[found.length - 1];
    if (last && last.to === place - 1) last.to = place;
    else found.push({ from: place, to: place });
    return found;
  }, []).map(({ from, to }) => [{ xAxis: series.at[from], name: series.validity[from] }, { xAxis: series.at[Math.min(to + 1, series.at.length - 1)] }]);

  const bands = (all, series, colour) => all.filter((each) => each.series === null || each.series === series.id)
    .map((each) => [{ xAxis: each.begin, name: each.words, itemStyle: { color: colour } }, { xAxis: Math.max(each.end, each.begin + 60000) }]);

  /* An alarm that stands is a band up to now; of one that is over its first and last time are lines. */
  const standing = (data) => data.alarms.filter((each) => each.standing).map((each) => ({ ...each, end: data.end }));
  const raised = (data, series) => data.alarms.filter((each) => !each.standing && each.series === series.id)
    .flatMap((each) => [...new Set([each.begin, each.last])].map((at) => ({ xAxis: at, lineStyle: { color: "#b02a30", type: "dotted" }, label: { show: false } })));

  function option(data) {
    const axis = { type: "time", min: data.begin, max: data.end, axisLabel: { hideOverlap: true }, splitLine: { show: false } };
    return {
      animation: false,
      color: colours,
      textStyle: { fontFamily: "inherit" },
      tooltip: { trigger: "axis", confine: true, formatter: (points) => tip(data, points) },
      axisPointer: { link: [{ xAxisIndex: "all" }] },
      dataZoom: [{ type: "inside", xAxisIndex: "all", zoomOnMouseWheel: "ctrl" }],
      title: data.series.map((series, at) => ({ text: `${series.name}${one(series) === "converted" ? "（折算）" : ""}${series.unit ? `  ${series.unit}` : ""}`, top: at * (plot + gap), left: 0, textStyle: { fontSize: 13, fontWeight: 600 } })),
      grid: data.series.map((_, at) => ({ top: at * (plot + gap) + 24, height: plot - 24, left: 52, right: 16 })),
      xAxis: data.series.map((_, at) => ({ ...axis, gridIndex: at })),
      yAxis: data.series.map((_, at) => ({ type: "value", gridIndex: at, scale: true, splitNumber: 3, axisLabel: { width: 44, overflow: "truncate" } })),
      series: data.series.flatMap((series, at) => [{
        type: "line", name: series.name, color: colours[at], xAxisIndex: at, yAxisIndex: at, showSymbol: series.at.length < 40, symbolSize: 5, connectNulls: false, lineStyle: { width: 1.4 },
        data: series.at.map((moment, place) => [moment, series[one(series)][place]]),
        markLine: { silent: true, symbol: "none", lineStyle: { color: "#b02a30", type: "dashed" }, data: [...lines(series), ...raised(data, series)] },
        markArea: { silent: true, label: { show: false }, data: [...runs(series).map(([from, to]) => [{ ...from, itemStyle: { color: "rgba(91,103,115,.16)" } }, to]), ...bands(data.conditions, series, "rgba(29,95,168,.13)"), ...bands(standing(data), series, "rgba(176,42,48,.12)")] },
      }, {
        type: "scatter", name: series.name, xAxisIndex: at, yAxisIndex: at, symbolSize: 6, itemStyle: { color: "#b02a30" }, tooltip: { show: false },
        data: series.over.map((place) => [series.at[place], series[one(series)][place]]),
      }]),
    };
  }

  function tip(data, points) {
    if (!points.length) return "";
    const at = points[0].value[0];
    const rows = points.filter((point) => point.seriesType === "line").map((point) => {
      const series = data.series[point.seriesIndex / 2], place = series.at.indexOf(point.value[0]);
      const told = [number(series.value[place]), series.converted ? `折算 ${number(series.converted[place])}` : "", series.validity ? series.validity[place] : "", series.mark[place] && series.mark[place] !== "N" ? `标记 ${series.mark[place]}` : ""];
      return `<div>${echarts.format.encodeHTML(series.name)}：<strong>${told.filter(Boolean).join(" · ")}</strong></div>`;
    });
    const marked = data.conditions.filter((each) => each.begin <= at && at < each.end).map((each) => `<div>${echarts.format.encodeHTML(each.words)}</div>`);
    return `<div>${time(at)}</div>${rows.join("")}${marked.join("")}`;
  }

  /* A click on a curve leads to why its value was judged so; a finger, which also wants to read the value, gets a link. */
  function chosen(event) {
    const here = [event.offsetX, event.offsetY];
    const line = shown.series.findIndex((_, at) => chart.containPixel({ gridIndex: at }, here));
    const series = shown.series[line];
    if (!series || !series.at.length) return;
    const [moment] = chart.convertFromPixel({ gridIndex: line }, here);
    const nearest = series.at.reduce((best, at) => (Math.abs(at - moment) < Math.abs(best - moment) ? at : best));
    const [span, length] = JUDGED[box.dataset.span], day = 8 * 3600000; // China's time
    const address = box.dataset.verdict.replace("/0/", `/${series.id}/`).replace("SPAN", span).replace("AT", new Date(nearest + day).toISOString().slice(0, length));
    if (!window.matchMedia("(pointer: coarse)").matches) { window.location.assign(address); return; }
    why.innerHTML = `<a href="${address}">${echarts.format.encodeHTML(series.name)} ${time(nearest)} 的判定依据 ›</a>`;
  }

  function tell(data) {
    const numbers = data.series.map((series) => `${series.name} ${series.value.filter((value) => value !== null).length} 个值，超标 ${series.over.length}`);
    words.textContent = data.series.length ? `${time(data.begin)} 至 ${time(data.end)}：${numbers.join("；")}` : "";
  }

  function draw(data) {
    if (!data.series.some((series) => series.at.length)) {
      if (chart) { chart.dispose(); chart = null; }
      box.style.height = "auto";
      box.innerHTML = '<p class="text-secondary">这段时间没有数据。可以换一种数据类型或时间范围；数采仪是否在线见下方。</p>';
      words.textContent = "";
      return;
    }
    box.style.height = `${data.series.length * (plot + gap) + 10}px`;
    if (!chart) { box.textContent = ""; chart = echarts.init(box, null, { renderer: "canvas" }); chart.getZr().on("click", chosen); }
    shown = data;
    chart.resize();
    chart.setOption(option(data), { notMerge: true });
    tell(data);
    box.dataset.drawn = data.series.reduce((sum, series) => sum + series.at.length, 0);
    box.dataset.newest = Math.max(...data.series.map((series) => series.at[series.at.length - 1] || 0));
  }

  async function load() {
    try {
      const answer = await fetch(box.dataset.url + window.location.search, { headers: { "X-Requested-With": "fetch" } });
      if (answer.redirected || !answer.ok) throw new Error(String(answer.status));
      const text = await answer.text();
      if (text !== drawn) { drawn = text; draw(JSON.parse(text)); }
    } catch {
      words.textContent = "曲线没有取到，稍后自动再试；也可以刷新页面。";
    }
  }

  /* An address with the factors chosen, so that another span or range keeps them. */
  const showing = (href, chosen) => {
    const address = new URL(href);
    if (chosen.length) address.searchParams.set("series", chosen.join(",")); else address.searchParams.delete("series");
    return address;
  };

  document.querySelectorAll(".factors input").forEach((input) => input.addEventListener("change", () => {
    const chosen = [...document.querySelectorAll(".factors input:checked")].map((each) => each.value);
    window.history.replaceState(null, "", showing(window.location.href, chosen));
    document.querySelectorAll(".spans a").forEach((link) => { link.href = showing(link.href, chosen); });
    document.querySelector(".curve-days [name=series]").value = chosen.join(",");
    load();
  }));
  window.addEventListener("resize", () => chart && chart.resize());
  const every = EVERY[box.dataset.span];
  if (every && !new URLSearchParams(window.location.search).get("to")) setInterval(() => document.hidden || load(), every);
  load();
});
