/* Lets a checklist that was opened once open again where there is no signal. RELEASE (a digest of everything below)
   and SHELL (the files such a page loads) are written in front of this file by survey/views/offline.py. */
const FILES = `files-${RELEASE}`;
const PAGES = "checklists"; // one person's at a time: pages and thumbnails
const CHECKLIST = /^\/survey\/visits\/\d+\/check\/$/;
const THUMBNAIL = /^\/files\/\d+\/thumbnail\/$/;
const HASHED = /\.[0-9a-f]{12}\.\w+$/;
const LOGIN = "/accounts/login/", LOGOUT = "/accounts/logout/";
const PATIENCE = 5000; // ms to wait for a weak signal where a kept page is at hand
const KEPT_FOR = 3 * 24 * 3600 * 1000; // ms
const ANY = { ignoreSearch: true, ignoreVary: true };

self.addEventListener("install", (event) => event.waitUntil((async () => {
  const files = await caches.open(FILES);
  await files.addAll(SHELL.map((name) => new Request(name, { cache: "no-cache" })));
  await self.skipWaiting();
})()));

// A new release: old scripts go, and kept pages are fetched anew, for they name the old scripts.
self.addEventListener("activate", (event) => event.waitUntil((async () => {
  for (const name of await caches.keys()) if (name.startsWith("files-") && name !== FILES) await caches.delete(name);
  await self.clients.claim();
  const paths = await keptPaths();
  await forget();
  await Promise.all(paths.map(keep));
})()));

self.addEventListener("message", (event) => { if (CHECKLIST.test(event.data.keep)) event.waitUntil(keep(event.data.keep)); });

self.addEventListener("fetch", (event) => {
  const { request } = event, { origin, pathname } = new URL(request.url);
  if (origin !== self.location.origin) return;
  if (request.mode === "navigate") {
    if (pathname === LOGOUT && request.method === "POST") event.respondWith(forget().then(() => fetch(request)));
    else if (request.method === "GET") event.respondWith(visit(event, pathname));
  } else if (request.method === "GET" && pathname.startsWith("/static/")) event.respondWith(file(request, pathname));
  else if (request.method === "GET" && THUMBNAIL.test(pathname) && fromChecklist(request)) event.respondWith(thumbnail(request));
});

/* ---- pages ---- */
async function visit(event, pathname) {
  const kept = CHECKLIST.test(pathname) ? await recall(pathname) : null;
  const asked = fetch(event.request).then(async (answer) => {
    if (pathname === LOGIN && answer.ok) await forget(); // whoever logs in next sees nothing of who was here before
    if (CHECKLIST.test(pathname)) event.waitUntil(hold(pathname, answer.clone()));
    return answer;
  });
  event.waitUntil(asked.catch(() => null));
  if (!kept) return asked.catch(offline);
  return Promise.race([asked, new Promise((resolve) => setTimeout(resolve, PATIENCE, kept))]).catch(() => kept);
}

async function keep(pathname) {
  try { await hold(pathname, await fetch(pathname, { credentials: "same-origin", redirect: "manual" })); } catch { /* no signal: what is kept stays */ }
}

async function hold(pathname, answer) {
  const pages = await caches.open(PAGES), person = answer.headers.get("X-Person");
  if ([403, 404].includes(answer.status)) await pages.delete(pathname, ANY);
  if (!answer.ok || !person) return;
  for (const path of await keptPaths()) {
    const other = await pages.match(path, ANY);
    if (other && other.headers.get("X-Person") !== person) { await forget(); break; }
  }
  await (await caches.open(PAGES)).put(pathname, answer);
}

async function recall(pathname) {
  const pages = await caches.open(PAGES), kept = await pages.match(pathname, ANY);
  if (!kept) return null;
  if (Date.now() - Date.parse(kept.headers.get("Date")) < KEPT_FOR) return kept;
  await pages.delete(pathname, ANY);
  return null;
}

async function keptPaths() {
  const requests = await (await caches.open(PAGES)).keys();
  return requests.map((request) => new URL(request.url).pathname).filter((path) => CHECKLIST.test(path));
}

const forget = () => caches.delete(PAGES);

async function offline() {
  const links = [];
  for (const path of await keptPaths()) {
    const kept = await recall(path), title = kept && /<title>([^<]*)<\/title>/.exec(await kept.text()); // escaped already
    if (title) links.push(`<p><a href="${path}">${title[1].split(" · ")[0]}</a></p>`);
  }
  const body = links.length ? `<p>下面的检查表可以继续填写，有信号后自动补交：</p>${links.join("")}` : "<p>有信号时打开过的检查表，没有信号也能继续填写。</p>";
  return new Response(
    `<!doctype html><html lang="zh-Hans"><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>没有网络 · 环管家</title><body style="font: 1.0625rem/1.7 system-ui, sans-serif; max-width: 32rem; margin: 3rem auto; padding: 0 1rem"><h1 style="font-size: 1.375rem">没有网络，这一页打不开</h1>${body}<p><a href="">再试一次</a></p></body></html>`,
    { status: 503, headers: { "Content-Type": "text/html; charset=utf-8" } },
  );
}

/* ---- files ---- */
async function file(request, pathname) {
  const files = await caches.open(FILES);
  const kept = await files.match(request, ANY);
  if (kept && HASHED.test(pathname)) return kept; // its name changes with its contents
  return fetch(request).catch(() => kept || Response.error());
}

const fromChecklist = (request) => request.referrer && CHECKLIST.test(new URL(request.referrer).pathname);

async function thumbnail(request) {
  const pages = await caches.open(PAGES);
  try {
    const answer = await fetch(request);
    if (answer.ok && (await keptPaths()).length) await pages.put(request, answer.clone());
    return answer;
  } catch { return (await pages.match(request, ANY)) || Response.error(); }
}
