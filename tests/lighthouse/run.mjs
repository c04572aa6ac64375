// Lighthouse's accessibility, best practices and speed of every page of a running server; exit 1 where one of the first two is under the bar.
// Speed depends on the machine: on telephones Lighthouse slows the processor four times, so a busy machine says little.
// node run.mjs BASE_URL COOKIE CHROMIUM [PATH …]   (started by `python -m tests.lighthouse`)
import {spawn} from "node:child_process";
import {mkdtempSync, rmSync} from "node:fs";
import {tmpdir} from "node:os";
import {join} from "node:path";
import lighthouse, {desktopConfig} from "lighthouse";
import puppeteer from "puppeteer-core";
import {BAR, JUDGED, verdict} from "./verdict.mjs";

const CATEGORIES = [...JUDGED, "performance"];
const FORMS = [["desktop", desktopConfig], ["mobile", undefined]];
const [base, cookie, chromium, ...paths] = process.argv.slice(2);

const profile = mkdtempSync(join(tmpdir(), "lighthouse-"));
const browser = spawn(chromium, ["--headless=new", "--no-sandbox", "--disable-gpu", "--no-first-run", "--remote-debugging-port=0",
  `--user-data-dir=${profile}`, "about:blank"], {stdio: ["ignore", "ignore", "pipe"]});
const port = await new Promise((found, failed) => {
  let said = "";
  browser.stderr.on("data", (part) => {
    said += part;
    const listening = said.match(/DevTools listening on ws:\/\/[^:]+:(\d+)/);
    if (listening) found(Number(listening[1]));
  });
  browser.on("exit", () => failed(new Error(`the browser does not start: ${said}`)));
});

// In the browser's own jar, as after the form: pages open sockets, which take no headers.
const hand = await puppeteer.connect({browserURL: `http://127.0.0.1:${port}`});
const [name, value] = cookie.split(/=(.*)/s);
await hand.setCookie({name, value, domain: new URL(base).hostname, path: "/", httpOnly: true, sameSite: "Lax"});
await hand.disconnect();

const measure = async (path, config) => {
  const options = {port, onlyCategories: CATEGORIES, logLevel: "error", disableStorageReset: true};
  const {lhr} = await lighthouse(base + path, options, config);
  return verdict(lhr, CATEGORIES);
};

const rows = FORMS.filter(([kind]) => !process.env.FORM || process.env.FORM === kind).flatMap(([kind, config]) => paths.map((path) => [path, kind, config]));
console.log(`${"".padEnd(28)} ${CATEGORIES.join(", ")}`);
let isWell = true;
for (const [path, kind, config] of rows) {
  const {scores, faults, wentTo, error} = await measure(path, config);
  const isReached = !error && new URL(wentTo).pathname === new URL(base + path).pathname;
  isWell &&= isReached && JUDGED.every((name) => scores[name] >= BAR);
  const shown = CATEGORIES.map((name) => String(Math.round(scores[name] * 100)).padStart(4)).join(" ");
  console.log(`${kind.padEnd(8)} ${path.padEnd(18)} ${shown}  ${isReached ? faults.map(({id}) => id).join(", ") : error || `went to ${wentTo}`}`);
}
const hasEnded = new Promise((ended) => { browser.removeAllListeners("exit").once("exit", ended); });
browser.kill();
await hasEnded; // it writes into its folder until then
rmSync(profile, {recursive: true, force: true, maxRetries: 5});
process.exit(isWell ? 0 : 1);
