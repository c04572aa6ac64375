// Audits the tab that somebody else opened in a running browser and steers. Each audit is a talk of four lines: on `begin` it watches
// the tab and answers `go`; when the page has come, and only the asker knows when, `there` is answered with the verdict as JSON.
// node attached.mjs PORT BASE_URL   (started by `tests/lighthouse/attached.py`)
import {createInterface} from "node:readline";
import {defaultConfig, desktopConfig, Gatherer, navigation} from "lighthouse";
import {pageFunctions} from "lighthouse/core/lib/page-functions.js";
import puppeteer from "puppeteer-core";
import {JUDGED, verdict} from "./verdict.mjs";

const [port, base] = process.argv.slice(2);
const lines = createInterface({input: process.stdin})[Symbol.asyncIterator]();
const say = (text) => process.stdout.write(`${text}\n`);

// What costs a page no points is not looked at, nor is its console: the asker listens to it, and takes no error at all.
const counts = ({id, weight}) => weight > 0 && id !== "errors-in-console";
const categories = Object.fromEntries(JUDGED.map((name) => {
  const category = defaultConfig.categories[name];
  return [name, {...category, auditRefs: category.auditRefs.filter(counts)}];
}));
const asked = new Set(Object.values(categories).flatMap((one) => one.auditRefs.map(({id}) => id)));

class NoSourceMaps extends Gatherer { // megabytes, for the lines to which a fault would be traced
  meta = {supportedModes: ["navigation"]};
  getArtifact() { return []; }
}

const config = {
  artifacts: defaultConfig.artifacts.filter(({id}) => !/^trace/i.test(id))
    .map((one) => one.id === "SourceMaps" ? {id: one.id, gatherer: {instance: new NoSourceMaps()}} : one),
  audits: defaultConfig.audits.filter((path) => asked.has(path.split("/").at(-1))),
  categories,
  groups: defaultConfig.groups,
  settings: { // it waits for nothing by itself, and leaves size and name of the browser as they are
    formFactor: "desktop", throttling: desktopConfig.settings.throttling, screenEmulation: {disabled: true}, emulatedUserAgent: false,
    disableStorageReset: true, disableFullPageScreenshot: true,
    pauseAfterFcpMs: 0, pauseAfterLoadMs: 0, networkQuietThresholdMs: 0, cpuQuietThresholdMs: 0,
  },
};
pageFunctions.computeBenchmarkIndex = () => 1; // it would compute for a second to say how quick this machine is

const opened = async () => {
  say("go");
  await lines.next();
};

const browser = await puppeteer.connect({browserURL: `http://127.0.0.1:${port}`, defaultViewport: null});
const target = await browser.waitForTarget((one) => one.type() === "page" && one.url().startsWith(base)); // it may still be on its way
const tab = await target.page();
while (!(await lines.next()).done) {
  const {lhr} = await navigation(tab, opened, {config, flags: {logLevel: "error"}});
  say(JSON.stringify(verdict(lhr)));
}
await browser.disconnect();
