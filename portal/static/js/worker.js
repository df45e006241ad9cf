// What can be read without network? Files of the site, the procedures opened last, each with when it was kept, and a page that
// says so. Only answers for everybody are kept, never a page that is private. A kiosk has no worker (see forms.js).

const PAGES = "pages";
const FILES = "files";
const OFFLINE = "/ngoai-mang";
const MOST = 30;

addEventListener("install", (event) => {
  skipWaiting();
  event.waitUntil(caches.open(PAGES).then((pages) => pages.add(OFFLINE)));
});
addEventListener("activate", (event) => event.waitUntil(clients.claim()));

async function keep(name, request, answer) {
  const cache = await caches.open(name);
  await cache.delete(request);
  await cache.put(request, answer); // now the newest
  const others = (await cache.keys()).filter(({ url }) => !url.endsWith(OFFLINE));
  for (const old of others.slice(0, -MOST)) await cache.delete(old);
}

async function file(event) {
  const kept = await caches.match(event.request);
  if (kept) return kept;
  const answer = await fetch(event.request);
  if (answer.ok) event.waitUntil(keep(FILES, event.request, answer.clone()));
  return answer;
}

async function offlinePage() {
  return (await caches.match(OFFLINE, { ignoreVary: true })) ?? Response.error();
}

function page(like, html) {
  const headers = {};
  for (const name of ["Content-Type", "Content-Security-Policy"]) headers[name] = like.headers.get(name);
  return new Response(html, { headers });
}

// A page that was kept says when: dates and fees may have changed.
async function dated(kept) {
  const [html, offline] = await Promise.all([kept.text(), offlinePage().then((answer) => answer.text())]);
  const two = "2-digit";
  const parts = { hour: two, minute: two, hour12: false, day: two, month: two, year: "numeric", timeZone: "Asia/Ho_Chi_Minh" };
  const at = new Date(kept.headers.get("Date")).toLocaleString("vi-VN", parts);
  const [, words] = offline.match(/<template id="kept-at">([^]*?)<\/template>/);
  return page(kept, html.replace(/<main[^>]*>\s*<div class="page">/, (start) => start + words.replace("{time}", at)));
}

async function sorry(request) {
  const answer = await offlinePage();
  const pages = await caches.open(PAGES);
  let links = "";
  for (const one of (await pages.keys()).reverse()) {
    if (one.url.endsWith(OFFLINE)) continue;
    const [, title] = (await (await pages.match(one, { ignoreVary: true })).text()).match(/<h1[^>]*>([^]*?)<\/h1>/) ?? [];
    if (title) links += `<li><a href="${encodeURI(new URL(one.url).pathname)}">${title}</a></li>`;
  }
  const back = request.method === "GET" ? "" : request.referrer;
  const text = (await answer.text()).replace('href="#again"', `href="${back}"`);
  return page(answer, links ? text.replace(/<li data-none>[^]*?<\/li>/, () => links) : text);
}

async function open(event) {
  const { request } = event;
  try {
    const answer = await fetch(request);
    const isForAll = /\bpublic\b/.test(answer.headers.get("Cache-Control")) && answer.headers.get("Content-Type").startsWith("text/html");
    if (isForAll && answer.ok && /\/thu-tuc\/[^/]+$/.test(new URL(request.url).pathname)) event.waitUntil(keep(PAGES, request, answer.clone()));
    return answer;
  } catch {
    const kept = request.method === "GET" && (await caches.match(request, { ignoreVary: true }));
    return kept ? dated(kept) : sorry(request);
  }
}

addEventListener("fetch", (event) => {
  const { origin, pathname, search } = new URL(event.request.url);
  if (origin !== location.origin) return;
  if (event.request.mode === "navigate") event.respondWith(open(event));
  else if (pathname.startsWith("/static/") && search) event.respondWith(file(event));
});
