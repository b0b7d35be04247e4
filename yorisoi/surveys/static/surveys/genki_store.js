/* What waits on the tablet until the school has it: one sealed row for each sending, erased when it is acknowledged.
   The key cannot be taken out of the browser; where a page is not secure (no TLS) there is no sealing, only the row. */
(() => {
  "use strict";
  const DB = "yorisoi-genki";
  const ROWS = "waiting";
  const OLDEST = 14 * 24 * 3600 * 1000; // a tablet does not keep a child's words for longer, whatever happens
  const TIMEOUT = 20000;
  const memory = new Map(); // where the browser has no storage
  const subtle = window.crypto?.subtle;

  function opened() {
    return new Promise((resolve, reject) => {
      const asked = indexedDB.open(DB, 1);
      asked.onupgradeneeded = () => asked.result.createObjectStore(ROWS, { keyPath: "id" });
      asked.onsuccess = () => resolve(asked.result);
      asked.onerror = asked.onblocked = () => reject(asked.error);
    });
  }
  async function rows(mode, act) {
    const db = await opened();
    try {
      return await new Promise((resolve, reject) => {
        const work = db.transaction(ROWS, mode, { durability: "strict" });
        const asked = act(work.objectStore(ROWS));
        work.oncomplete = () => resolve(asked.result);
        work.onerror = work.onabort = () => reject(work.error);
      });
    } finally {
      db.close();
    }
  }
  async function seal(body) {
    if (!subtle) return { body };
    const key = await subtle.generateKey({ name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"]);
    const iv = crypto.getRandomValues(new Uint8Array(12));
    return { key, iv, sealed: await subtle.encrypt({ name: "AES-GCM", iv }, key, new TextEncoder().encode(body)) };
  }
  async function unseal(row) {
    if (row.body !== undefined) return row.body;
    return new TextDecoder().decode(await subtle.decrypt({ name: "AES-GCM", iv: row.iv }, row.key, row.sealed));
  }
  // id: the sending's own random key, so that the same sending is one row.
  async function put(id, url, body) {
    memory.set(id, { id, url, body, at: Date.now() });
    try {
      const sealed = { id, url, at: Date.now(), ...(await seal(body)) };
      await rows("readwrite", (store) => store.put(sealed));
    } catch { /* no storage here: it stays in the page */ }
  }
  async function drop(id) {
    memory.delete(id);
    try {
      await rows("readwrite", (store) => store.delete(id));
      if (!(await rows("readonly", (store) => store.count()))) indexedDB.deleteDatabase(DB);
    } catch { /* nothing was kept */ }
  }
  async function waiting() {
    const found = new Map(memory);
    try {
      if (!indexedDB.databases || (await indexedDB.databases()).some((each) => each.name === DB)) {
        for (const row of await rows("readonly", (store) => store.getAll())) {
          if (Date.now() - row.at > OLDEST) await drop(row.id);
          else if (!found.has(row.id)) found.set(row.id, { id: row.id, url: row.url, body: await unseal(row), at: row.at });
        }
      }
    } catch { /* no storage */ }
    return [...found.values()];
  }
  // One try. Returns {state, said, item}: taken, told · used, late, closed, card, bad (an answer, not to be sent again so) · offline.
  async function send(row) {
    try {
      const answer = await fetch(row.url, {
        method: "POST", body: row.body, credentials: "omit", cache: "no-store", referrerPolicy: "no-referrer",
        headers: { Accept: "application/json", "Content-Type": "application/x-www-form-urlencoded;charset=UTF-8" },
        signal: AbortSignal.timeout?.(TIMEOUT),
      });
      if (answer.status === 413) return { state: "long" };
      if (answer.status >= 500 || answer.status === 408 || answer.status === 429) return { state: "offline" };
      if (!(answer.headers.get("Content-Type") || "").includes("json")) return { state: "offline" };
      return await answer.json();
    } catch {
      return { state: "offline" };
    }
  }
  // Keep, try, erase when the school has it, or when it can never take it as it is. "late" and "closed" stay: the round
  // may yet go on.
  async function deliver(row) {
    const answer = await send(row);
    if (!["offline", "late", "closed"].includes(answer.state)) await drop(row.id);
    return answer;
  }
  window.yorisoiGenki = { put, drop, waiting, deliver };
})();
