// What is photographed: every page empty and with the demo, the designer with each of its panels, and the windows that open over them.
import { call, startRecordedCluster, startServer } from './server.mjs';

const PLACES = ['', 'runs', 'history', 'connections', 'settings'];
const PANELS = ['Rows', 'Tables', 'Problems', 'Schema', 'What if'];
/** Until the runs have brought rows, and the charts have a line. */
const RUNS_GO_MS = 15_000;
/** Until a look at the source has come. */
const LOOK_MS = 2500;

export async function shootEmpty(camera) {
  const server = await startServer(['--no-demo']);
  for (const place of PLACES) await camera.wide(`empty-${place || 'pipelines'}`, `${server.url}/${place}`);
  const { id } = await call(server.url, 'pipelines.create', { name: 'untitled', text: '' });
  await camera.wide('empty-designer', `${server.url}/pipelines/${id}`);
  await camera.narrow('empty-designer', `${server.url}/pipelines/${id}`);
  await server.stop();
}

export async function shootDemo(camera) {
  const server = await startServer(['--demo']);
  const cluster = await startRecordedCluster();
  try {
    const demo = await prepareDemo(server.url, cluster.url);
    await shootPages(camera, demo);
    await shootDesigner(camera, demo);
    await shootWindows(camera, demo);
  } finally {
    cluster.stop();
    await server.stop();
  }
}

/** Both samples run; a third pipeline is a draft, a fourth has failed, a fifth has a broken text. */
async function prepareDemo(url, clusterUrl) {
  const samples = await call(url, 'pipelines.list');
  for (const { id } of samples) await call(url, 'runs.launch', { pipelineId: id });
  const shards = samples.find(({ transforms }) => transforms > 0);
  const { text } = await call(url, `pipelines.get?input=${encodeURIComponent(JSON.stringify({ id: shards.id }))}`);
  const store = async (name, of) => (await call(url, 'pipelines.create', { name, text: of })).id;
  const draft = await store('shards-again', text.replaceAll('tailrace_sample_shards', 'shards_again'));
  const broken = await store('broken', text.replace('transform:', 'transform: ['));
  await call(url, 'secrets.set', { name: 'MISTYPED', value: 'not-the-password' });
  const failing = await store('mistyped', text.replaceAll(/secret\.\w+/gu, 'secret.MISTYPED'));
  await call(url, 'runs.launch', { pipelineId: failing }).catch(() => undefined);
  await call(url, 'clusters.add', {
    name: 'Cluster of the warehouse',
    url: clusterUrl,
    credentials: { kind: 'none' },
    jars: { kind: 'cluster' },
    release: '3.6',
  });
  await new Promise((resolve) => setTimeout(resolve, RUNS_GO_MS));
  const runs = await call(url, 'runs.list');
  const runOf = (id) => runs.find(({ pipelineId }) => pipelineId === id)?.id;
  const designer = (id) => `${url}/pipelines/${id}`;
  return {
    url,
    shardsName: shards.name,
    run: `${url}/runs/${runOf(shards.id)}`,
    failedRun: `${url}/runs/${runOf(failing)}`,
    designer: designer(shards.id),
    draft: designer(draft),
    broken: designer(broken),
    failed: designer(failing),
  };
}

async function shootPages(camera, { url, run, failedRun }) {
  for (const place of PLACES) {
    await camera.wide(`demo-${place || 'pipelines'}`, `${url}/${place}`);
    await camera.narrow(`demo-${place || 'pipelines'}`, `${url}/${place}`);
  }
  await camera.wide('demo-run', run);
  await camera.narrow('demo-run', run);
  await camera.wide('failed-run', failedRun);
  await camera.narrow('failed-run', failedRun);
}

async function shootDesigner(camera, { designer, broken, failed }) {
  await camera.wide('designer', designer);
  for (const panel of PANELS)
    await camera.wide(`designer-${panel.toLowerCase().replace(' ', '-')}`, designer, tab(panel));
  await camera.once('designer-transform', designer, async (page) => {
    await page.locator('[data-kind=transform]').first().click();
    await page.waitForTimeout(LOOK_MS);
  });
  await camera.once('designer-route', designer, async (page) => {
    await page.locator('[data-kind=route]').first().click();
    await page.waitForTimeout(LOOK_MS);
  });
  await camera.narrow('designer', designer);
  await camera.wide('designer-broken', broken);
  await camera.narrow('designer-broken', broken);
  await camera.once('designer-failed', failed, async (page) => page.waitForTimeout(LOOK_MS));
}

async function shootWindows(camera, demo) {
  const { url, draft, designer, run, shardsName } = demo;
  await camera.wide('launch-embedded', draft, launch());
  await camera.narrow('launch-embedded', draft, launch());
  await camera.wide('launch-flink', draft, launch('Cluster of the warehouse (Flink cluster)'));
  await camera.narrow('launch-flink', draft, launch('Cluster of the warehouse (Flink cluster)'));
  for (const [name, address, ...presses] of [
    ['dialog-export', draft, ['button', 'More'], ['menuitem', /^Export/u]],
    ['dialog-more', designer, ['button', 'More']],
    ['dialog-stop', designer, ['button', 'Stop']],
    ['dialog-delete', url, ['button', `Verbs of ${shardsName}`], ['menuitem', /^Delete/u]],
    ['dialog-retake', run, ['button', /^Read again/u]],
    ['dialog-new', url, ['button', 'New pipeline']],
    ['dialog-guide', url, ['button', 'New pipeline'], ['menuitem', /^Guided start/u]],
    ['dialog-templates', url, ['button', 'New pipeline'], ['menuitem', /^From a template/u]],
    ['dialog-import', url, ['button', 'Import']],
    ['dialog-secret', `${url}/connections`, ['button', /^Replace /u]],
    ['dialog-secret-new', `${url}/connections`, ['button', /^Add a secret/u]],
    ['dialog-cluster', `${url}/connections`, ['button', /^Add a cluster/u]],
  ]) {
    const prepare = press(presses);
    await camera.once(name, address, prepare);
    if (!name.startsWith('dialog-more')) await camera.narrow(name, address, prepare);
  }
  await camera.once('dialog-keys', designer, async (page) => page.keyboard.press('?'));
  await camera.once('dialog-palette', url, async (page) => page.keyboard.press('Control+k'));
}

const tab = (name) => async (page) => {
  await page.getByRole('tab', { name }).first().click();
  await page.waitForTimeout(LOOK_MS);
};

/** What is clicked one after the other, by role and name. */
const press = (presses) => async (page) => {
  for (const [role, name] of presses) await page.getByRole(role, { name }).first().click();
};

/** The launch panel with its checks done, for this machine or for the engine of that name. */
const launch = (engine) => async (page) => {
  await page.getByRole('button', { name: 'Launch', exact: true }).first().click();
  const panel = page.getByRole('dialog', { name: 'Launch' });
  await panel.getByRole('region', { name: 'Checks' }).waitFor();
  if (engine !== undefined) await panel.getByRole('combobox', { name: 'Runs on' }).selectOption(engine);
  await page.waitForTimeout(LOOK_MS);
};
