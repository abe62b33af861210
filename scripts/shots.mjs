// Screenshots of every page and window into one folder (shots/), with the demo running and with nothing at all, to be looked at one by one.
// Usage: pnpm shots [folder] [part of a picture's name]. Needs a build and a Chromium.
import path from 'node:path';
import { root } from './lib/bundle.mjs';
import { ensureChromium } from './lib/chromium.mjs';
import { openCamera } from './shots/camera.mjs';
import { shootDemo, shootEmpty } from './shots/scenes.mjs';

const [folder = path.join(root, 'shots'), only = ''] = process.argv.slice(2);
const executablePath = ensureChromium();
if (executablePath === undefined) process.exit(1);
const camera = await openCamera({ executablePath, out: path.resolve(folder), only });
try {
  await shootEmpty(camera);
  await shootDemo(camera);
} finally {
  await camera.close();
}
