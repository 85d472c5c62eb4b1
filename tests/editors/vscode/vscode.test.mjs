// What an author does in Visual Studio Code: `node --test vscode.test.mjs`. UPDATE=1 writes the pictures of the guide.

import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { Editor, REPOSITORY, run } from "./editor.mjs";

const PAGE = "content/topics/harbour-bridge.md";
const PICTURES = join(REPOSITORY, "docs/guide/content/how-to/write-in-an-editor");

let editor;
let page;

before(async () => {
  editor = await Editor.start();
  page = editor.page;
  page.setDefaultTimeout(30_000);
  await editor.open(PAGE);
});
after(() => editor?.stop());

/** Compares what is shown with the picture in the guide, as far as other fonts leave it the same; or writes it. */
async function picture(name) {
  const file = join(PICTURES, name);
  await page.mouse.move(1000, 10);
  const made = await page.screenshot({ animations: "disabled", caret: "hide" });
  if (process.env.UPDATE) return writeFileSync(file, made);
  const images = [made, readFileSync(file)].map((bytes) => bytes.toString("base64"));
  const distance = await page.evaluate(async (images) => {
    const shades = async (data) => {
      const bytes = Uint8Array.from(atob(data), (letter) => letter.charCodeAt(0));
      const pen = new OffscreenCanvas(32, 18).getContext("2d");
      pen.imageSmoothingQuality = "high";
      pen.drawImage(await createImageBitmap(new Blob([bytes])), 0, 0, 32, 18);
      const { data: pixels } = pen.getImageData(0, 0, 32, 18);
      return Array.from({ length: 32 * 18 }, (_, at) => pixels[4 * at + 1]);
    };
    const [one, other] = await Promise.all(images.map(shades));
    return one.reduce((sum, shade, at) => sum + Math.abs(shade - other[at]), 0) / one.length;
  }, images);
  assert.ok(distance < 7, `${name} is ${distance.toFixed(1)} shades of grey from what is shown`);
}

test("a quotation that is not the source's is underlined, and mended", async () => {
  await editor.select("waited long enough");
  await editor.type("waited quite long enough");
  await page.waitForSelector(".squiggly-error");
  await editor.press("Control+.");
  const mend = page.locator(".action-widget .monaco-list-row.action.focused");
  await mend.waitFor();
  assert.match(await mend.innerText(), /use the source's words: We have waited long enough/);
  await picture("quick-fix.png");
  await editor.press("Enter");
  await page.waitForSelector(".squiggly-error", { state: "detached" });
  await editor.save(PAGE, (text) => text.includes("“We have waited long enough,” said the mayor"));
});

test("inside a pin the words of its source are offered", async () => {
  await editor.press("Control+End");
  await editor.type('\nMany wanted the old bridge repaired [@courier, "');
  const offered = page.locator(".suggest-widget.visible .monaco-list-row");
  await offered.first().waitFor();
  const words = "Opponents say that the old bridge could have been repaired for half the price.";
  assert.match(await offered.first().getAttribute("aria-label"), new RegExp(words));
  await picture("completion.png");
  await editor.press("Enter");
  await editor.press("End");
  await editor.type(".");
  await editor.save(PAGE, (text) => text.endsWith(`repaired [@courier, "${words}"].`));
  assert.equal(run(join(REPOSITORY, "target/debug/ibid"), ["check", "--strict"], editor.site).status, 0);
});

test("a source is renamed on every page, with its file", async () => {
  await editor.open("content/_index.md");
  await editor.press("Control+End");
  await editor.type("\nThe council has voted [@courier].");
  await editor.save("content/_index.md", (text) => text.endsWith("[@courier]."));
  await editor.open(PAGE);
  await editor.select("@courier");
  await editor.press("F2");
  await editor.fill(".rename-box input", "example-courier");
  await editor.press("Enter");
  // The file comes last.
  await editor.until("the source's file", () => editor.has("seeds/example-courier.md") && !editor.has("seeds/courier.md"));
  for (const path of [PAGE, "content/_index.md"]) {
    await editor.save(path, (text) => text.includes("[@example-courier") && !text.includes("@courier"));
  }
  assert.equal(run(join(REPOSITORY, "target/debug/ibid"), ["check", "--strict"], editor.site).status, 0);
});

test("the preview is opened", async () => {
  await editor.command("ibid: Open preview");
  const address = await editor.opened();
  await page.waitForSelector(`.xterm-rows:has-text("${address}")`);
  const preview = await editor.browser.newPage();
  await preview.goto(`${address}topics/harbour-bridge/`);
  assert.equal(await preview.locator("h1").innerText(), "The harbour bridge");
  await preview.close();
});
