/* The worker below /s/<slug>/genki/: a child's page that is loaded again without a connection opens. It keeps one page,
   which is the same for everybody, and the sheets and scripts that draw it; answers, names and cards never pass into
   it. What was typed and what waits to be sent is found by that page itself (genki_again.js, genki_store.js). */
"use strict";
const HERE = new URL("./", self.location).pathname;
const KEPT = `yorisoi-genki ${HERE}`;
const PAGE = `${HERE}offline/`;
const NOT_OURS = [`${HERE}home/`, `${HERE}account/`, PAGE]; // guardians; the way to the city's sign-in and back
const PATIENCE = 10000; // milliseconds for a page that only has to be shown again
let gone = false;

async function keep() {
  const store = await caches.open(KEPT);
  const page = await fetch(PAGE, { credentials: "omit", cache: "no-store" });
  if (!page.ok) throw new Error("no page to keep");
  const text = await page.clone().text();
  const parts = [...text.matchAll(/(?:href|src)="(\/static\/[^"#]+)"/g)].map((found) => found[1]);
  await store.addAll([...new Set(parts)]);
  await store.put(PAGE, page);
  if (gone) await caches.delete(KEPT);
}
async function leave() {
  gone = true;
  await caches.delete(KEPT);
  await self.registration.unregister();
}
const kept = async (what) => (await caches.match(what, { ignoreVary: true })) ?? Response.error();
const later = (ms) => new Promise((resolve) => { setTimeout(resolve, ms); });

function opened(request) {
  const fresh = fetch(request).catch(() => kept(PAGE));
  if (request.method !== "GET") return fresh;
  return Promise.race([fresh, later(PATIENCE).then(async () => (await caches.match(PAGE)) ?? fresh)]);
}

self.addEventListener("install", (event) => { self.skipWaiting(); event.waitUntil(keep()); });
self.addEventListener("message", (event) => { if (event.data === "leave") event.waitUntil(leave()); });
self.addEventListener("fetch", (event) => {
  const { request } = event;
  const address = new URL(request.url);
  if (address.origin !== self.location.origin) return;
  if (request.mode === "navigate") {
    if (address.pathname.startsWith(HERE) && !NOT_OURS.some((each) => address.pathname.startsWith(each))) {
      event.respondWith(opened(request));
    }
  } else if (request.method === "GET" && address.pathname.startsWith("/static/")) {
    event.respondWith(fetch(request).catch(() => kept(request.url)));
  }
});
