// Does what tests/firefox.py asks of a Firefox, a line of JSON each way. Puppeteer talks to it (WebDriver BiDi).
import { createInterface } from "node:readline";
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";

const [folder, executablePath] = process.argv.slice(2);
const entry = createRequire(pathToFileURL(`${folder}/package.json`)).resolve("puppeteer-core");
const { default: puppeteer } = await import(pathToFileURL(entry));

const browser = await puppeteer.launch({ browser: "firefox", executablePath, headless: true, protocolTimeout: 600_000 });
let page;
let said = [];
let asked = [];

const DOES = {
  async open({ address, width, height }) {
    await page?.close();
    [said, asked] = [[], []];
    page = await browser.newPage();
    await page.setViewport({ width, height });
    page.on("console", (message) => ["error", "warn"].includes(message.type()) && said.push(message.text()));
    page.on("pageerror", (error) => said.push(String(error)));
    page.on("request", (request) => asked.push(request.url()));
    await page.goto(address);
  },
  evaluate: ({ source, given }) => page.evaluate(`(${source})(${given.map((each) => JSON.stringify(each)).join(", ")})`),
  until: async ({ source, given, seconds }) => {
    const called = `(${source})(${given.map((each) => JSON.stringify(each)).join(", ")})`;
    await page.waitForFunction(called, { timeout: seconds * 1000, polling: 100 });
  },
  click: ({ selector }) => page.locator(selector).click(),
  async fill({ selector, text }) {
    await page.click(selector, { count: 3 });
    await page.keyboard.type(text);
    await page.keyboard.press("Tab");
  },
  press: ({ key }) => page.keyboard.press(key),
  asked: () => asked,
  said: () => said,
  version: () => browser.version(),
};

for await (const line of createInterface({ input: process.stdin })) {
  const { does, ...what } = JSON.parse(line);
  let reply;
  try {
    reply = { found: (await DOES[does](what)) ?? null };
  } catch (error) {
    reply = { wrong: String(error) };
  }
  process.stdout.write(`${JSON.stringify(reply)}\n`);
}
await browser.close();
