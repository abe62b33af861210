// The name of the runtime, as Node has it from version 21 on. `pg` asks for it when it is loaded, to see whether it runs at Cloudflare, and
// without one makes a Response, for which Node 20 loads all of undici: 25 ms of the start of a run.
if (!('navigator' in globalThis)) {
  const userAgent = `Node.js/${process.versions.node.split('.')[0] ?? ''}`;
  Object.defineProperty(globalThis, 'navigator', { value: { userAgent }, configurable: true });
}
