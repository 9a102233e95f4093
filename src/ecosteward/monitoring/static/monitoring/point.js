/* The curves of one point: a plot for each factor over one axis of time, with limits, what does not count, alarms. */
document.addEventListener("DOMContentLoaded", () => {
  const box = document.getElementById("curves");
  if (!box) return;
  const words = document.getElementById("curve-words"), alarms = document.getElementById("curve-alarms"), plot = 150, gap = 46; // px
  const colours = ["#0f766e", "#1d5fa8", "#8a5300", "#6b3fa0", "#b02a30", "#3f6212", "#0e7490", "#9d174d"];
  const why = document.getElementById("curve-why"), JUDGED = { realtime: ["hour", 13], minute: ["hour", 13], hour: ["hour", 13], day: ["day", 10], month: ["month", 7] };
  const EVERY = { realtime: 5000, minute: 60000 }; // ms
  const MOST_ALARMS = 6, MOST_CURVES = 8;
  let chart = null, drawn = "", shown = null, opening = false;

  const two = (number) => String(number).padStart(2, "0");
  const whole = box.dataset.span === "day" || box.dataset.span === "month";
  const time = (at) => {
    const when = new Date(at), date = `${when.getFullYear()}-${two(when.getMonth() + 1)}-${two(when.getDate())}`;
    const seconds = box.dataset.span === "realtime" ? `:${two(when.getSeconds())}` : "";
    return whole ? date : `${date} ${two(when.getHours())}:${two(when.getMinutes())}${seconds}`;
  };
  const TIMES = { year: "{yyyy}", month: "{yyyy}-{MM}", day: "{MM}-{dd}", hour: "{HH}:{mm}", minute: "{HH}:{mm}", second: "{HH}:{mm}:{ss}" };
  const LONG = 90 * 86400000; // ms; the first of a month is a day like others on a shorter axis
  const times = (data) => (data.end - data.begin < LONG ? { ...TIMES, year: TIMES.day, month: TIMES.day } : TIMES);
  const number = (value) => (value === null || value === undefined ? "—" : String(Number(value.toPrecision(6))));
  const one = (series) => (series.converted && series.limits.some((limit) => limit.converted) ? "converted" : "value");

  const bounds = (limit) => [limit.lower, limit.upper].filter((bound) => bound !== null);
  const lines = (series) => series.limits.flatMap((limit) => bounds(limit).map((bound) => ({
    yAxis: bound,
    name: limit.words,
    label: { formatter: `${limit.basis.replace("均值", "")}限值 ${number(bound)}${limit.unverified ? "（待核）" : ""}`, position: "insideStartBottom", color: "#b02a30" },
  })));

  /* The bounds that are drawn: those that leave the curve a tenth of the height. The others are told in the heading. */
  function inReach(series) {
    const values = series[one(series)].filter((value) => value !== null);
    const top = Math.max(...values), bottom = Math.min(...values), tall = (top - bottom || Math.abs(top)) * 10;
    return series.limits.flatMap(bounds).filter((bound) => Math.max(top, bound) - Math.min(bottom, bound) <= tall);
  }

  function heading(series) {
    const reached = inReach(series);
    const far = series.limits.filter((limit) => bounds(limit).some((bound) => !reached.includes(bound)));
    const told = far.map((limit) => `  ${limit.basis.replace("均值", "")}限值 ${bounds(limit).map(number).join("～")}${limit.unverified ? "（待核）" : ""}，在图外`);
    return `${series.name}${one(series) === "converted" ? "（折算）" : ""}${series.unit ? `  ${series.unit}` : ""}${told.join("")}`;
  }

  /* The values with nothing where data are missing, so that a gap is drawn as one. */
  const points = (series) => {
    const gaps = new Set(series.gaps);
    return series.at.flatMap((moment, place) => {
      const found = [[moment, series[one(series)][place]]];
      return gaps.has(place) ? [...found, [moment + series.step, null]] : found;
    });
  };

  /* Runs of points that do not count, as spans of time. */
  const runs = (series) => series.out.reduce((found, place) => {
    const last = found[found.length - 1];
    if (last && last.to === place - 1) last.to = place;
    else found.push({ from: place, to: place });
    return found;
  }, []).map(({ from, to }) => [{ xAxis: series.at[from], name: series.validity[from] }, { xAxis: to + 1 < series.at.length ? series.at[to + 1] : series.at[to] + series.step }]);

  const bands = (all, series, colour) => all.filter((each) => each.series === null || each.series === series.id)
    .map((each) => [{ xAxis: each.begin, name: each.words, itemStyle: { color: colour } }, { xAxis: Math.max(each.end, each.begin + 60000) }]);

  /* An alarm that stands is a band up to now; of one that is over its first and last time are marked at the upper edge. */
  const standing = (data) => data.alarms.filter((each) => each.standing).map((each) => ({ ...each, end: data.end }));
  const within = (data, at) => at >= data.begin && at <= data.end;
  const raised = (data, series) => data.alarms.filter((each) => each.series === series.id)
    .flatMap((each) => [...new Set([each.since, each.last])].filter((at) => within(data, at)).map((at) => ({ value: [at, 1], alarm: each.id })));

  function option(data, zoom) {
    const many = data.series.length;
    const axis = { type: "time", min: data.begin, max: data.end, axisLabel: { hideOverlap: true, formatter: times(data) }, splitLine: { show: false } };
    return {
      animation: false,
      color: colours,
      textStyle: { fontFamily: "inherit" },
      tooltip: { trigger: "axis", confine: true, formatter: (points) => tip(data, points) },
      axisPointer: { link: [{ xAxisIndex: "all" }] },
      dataZoom: [{ type: "inside", xAxisIndex: "all", zoomOnMouseWheel: "ctrl", preventDefaultMouseMove: false, ...zoom }],
      title: data.series.map((series, at) => ({ text: heading(series), top: at * (plot + gap), left: 0, textStyle: { fontSize: 13, fontWeight: 600 } })),
      grid: data.series.map((_, at) => ({ top: at * (plot + gap) + 24, height: plot - 24, left: 52, right: 16 })),
      xAxis: data.series.map((_, at) => ({ ...axis, gridIndex: at })),
      yAxis: [
        ...data.series.map((_, at) => ({ type: "value", gridIndex: at, scale: true, splitNumber: 3, axisLabel: { width: 44, overflow: "truncate" } })),
        ...data.series.map((_, at) => ({ type: "value", gridIndex: at, min: 0, max: 1, show: false })),
      ],
      series: data.series.flatMap((series, at) => [{
        id: `line${at}`, type: "line", name: series.name, color: colours[at], xAxisIndex: at, yAxisIndex: at, showSymbol: series.at.length < 40, symbolSize: 5, connectNulls: false, lineStyle: { width: 1.4 },
        data: points(series),
        markLine: { silent: true, symbol: "none", lineStyle: { color: "#b02a30", type: "dashed" }, data: lines(series) },
        markArea: { silent: true, label: { show: false }, data: [...runs(series).map(([from, to]) => [{ ...from, itemStyle: { color: "rgba(91,103,115,.16)" } }, to]), ...bands(data.conditions, series, "rgba(29,95,168,.13)"), ...bands(standing(data), series, "rgba(176,42,48,.12)")] },
      }, {
        type: "scatter", name: series.name, xAxisIndex: at, yAxisIndex: at, symbolSize: 6, itemStyle: { color: "#b02a30" }, tooltip: { show: false },
        data: series.over.map((place) => [series.at[place], series[one(series)][place]]),
      }, {
        type: "scatter", xAxisIndex: at, yAxisIndex: at, symbolSize: 0, silent: true, data: inReach(series).map((bound) => [data.begin, bound]),
      }, {
        type: "scatter", xAxisIndex: at, yAxisIndex: many + at, symbol: "triangle", symbolRotate: 180, symbolSize: 9, symbolOffset: [0, 5], itemStyle: { color: "#b02a30" }, data: raised(data, series),
      }]),
    };
  }

  function tip(data, points) {
    if (!points.length) return "";
    const at = points[0].value[0];
    const rows = points.filter((point) => point.seriesType === "line").map((point) => {
      const series = data.series[Number(point.seriesId.slice(4))], place = series.at.indexOf(point.value[0]);
      if (place < 0) return `<div>${echarts.format.encodeHTML(series.name)}：没有数据</div>`;
      const told = [`${number(series.value[place])} ${echarts.format.encodeHTML(series.unit)}`, series.converted ? `折算 ${number(series.converted[place])}` : "", series.validity ? series.validity[place] : "", series.mark[place] && series.mark[place] !== "N" ? `标记 ${series.mark[place]}` : ""];
      return `<div>${echarts.format.encodeHTML(series.name)}：<strong>${told.filter(Boolean).join(" · ")}</strong></div>`;
    });
    const marked = data.conditions.filter((each) => each.begin <= at && at < each.end).map((each) => `<div>${echarts.format.encodeHTML(each.words)}</div>`);
    const step = Math.max(...data.series.map((series) => series.step));
    const warned = data.alarms.filter((each) => [each.since, each.last].some((when) => at <= when && when < at + step)).map((each) => `<div>报警：${echarts.format.encodeHTML(each.words)}</div>`);
    return `<div>${time(at)}</div>${[...rows, ...marked, ...warned].join("")}`;
  }

  /* A click on the mark of an alarm opens it, and is not one on the curve. */
  function open(what) {
    if (!what.data || !what.data.alarm) return;
    opening = true;
    window.location.assign(box.dataset.alarm.replace("/0/", `/${what.data.alarm}/`));
  }

  /* A click on a curve leads to why its value was judged so; a finger, which also wants to read the value, gets a link. */
  function chosen(event) {
    if (opening) return;
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
    const judged = (series) => (series.validity ? `，不计 ${series.counts.out}，超标 ${series.counts.over}` : "");
    const numbers = data.series.map((series) => `${series.name} ${series.counts.values} 个值${judged(series)}`);
    words.textContent = data.series.length ? `${time(data.begin)} 至 ${time(data.end)}：${numbers.join("；")}` : "";
    alarms.replaceChildren(...data.alarms.slice(-MOST_ALARMS).reverse().map((each) => {
      const link = document.createElement("a");
      link.href = box.dataset.alarm.replace("/0/", `/${each.id}/`);
      link.textContent = `${time(each.since)} ${each.words}`;
      return link;
    }));
    alarms.parentElement.hidden = !data.alarms.length;
  }

  function draw(data) {
    if (!data.series.some((series) => series.at.length)) {
      if (chart) { chart.dispose(); chart = null; }
      box.style.height = "auto";
      box.innerHTML = '<p class="text-secondary">这段时间没有数据。可以换一种数据类型或时间范围；数采仪是否在线见下方。</p>';
      words.textContent = "";
      alarms.parentElement.hidden = true;
      return;
    }
    box.style.height = `${data.series.length * (plot + gap) + 10}px`;
    if (!chart) {
      box.textContent = "";
      chart = echarts.init(box, null, { renderer: "canvas" });
      chart.on("click", open);
      chart.getZr().on("click", chosen);
    }
    shown = data;
    chart.resize();
    const [zoomed] = (chart.getOption() || {}).dataZoom || [];
    chart.setOption(option(data, zoomed ? { start: zoomed.start, end: zoomed.end } : {}), { notMerge: true });
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
    document.querySelectorAll(".factors input:not(:checked)").forEach((each) => { each.disabled = chosen.length >= MOST_CURVES; });
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
