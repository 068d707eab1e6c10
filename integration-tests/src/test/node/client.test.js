// The official Node client against a farm: the address and the key come from its own variables.
import assert from "node:assert/strict";
import { createReadStream, writeFileSync } from "node:fs";
import { test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import OpenAI, { toFile } from "openai";

const openai = new OpenAI({ maxRetries: 0 });
const picture = { model: "shapes-ldm", prompt: "a large red circle", size: "64x64", steps: 2 };
const PNG = "iVBORw0KGgo";

test("every line of a batch is accounted for", { timeout: 200_000 }, async () => {
  const file = await openai.files.create({ file: createReadStream("input.jsonl"), purpose: "batch" });
  let batch = await openai.batches.create({
    input_file_id: file.id,
    endpoint: "/v1/images/generations",
    completion_window: "24h",
    metadata: { from: "node" },
  });
  while (["validating", "in_progress", "finalizing"].includes(batch.status)) {
    await sleep(500);
    batch = await openai.batches.retrieve(batch.id);
  }
  assert.equal(batch.status, "completed", JSON.stringify(batch));
  assert.deepEqual(batch.request_counts, { total: 200, completed: 180, failed: 20 });
  assert.equal(batch.metadata.from, "node");
  writeFileSync("output.jsonl", await (await openai.files.content(batch.output_file_id)).text());
  writeFileSync("error.jsonl", await (await openai.files.content(batch.error_file_id)).text());
  const listed = [];
  for await (const one of openai.batches.list({ limit: 1 })) listed.push(one.id);
  assert.ok(listed.includes(batch.id));
});

test("a batch is cancelled", async () => {
  const file = await openai.files.create({ file: createReadStream("input.jsonl"), purpose: "batch" });
  const batch = await openai.batches.create({
    input_file_id: file.id,
    endpoint: "/v1/images/generations",
    completion_window: "24h",
  });
  const cancelled = await openai.batches.cancel(batch.id);
  assert.ok(["cancelling", "cancelled"].includes(cancelled.status), cancelled.status);
});

test("a picture comes in the answer, or by its address", async () => {
  const embedded = await openai.images.generate({ ...picture, response_format: "b64_json" });
  assert.ok(embedded.data[0].b64_json.startsWith(PNG));
  const linked = await openai.images.generate({ ...picture, n: 2 });
  assert.equal(linked.data.length, 2);
  assert.equal((await fetch(linked.data[1].url)).status, 200);
});

test("a picture is seen coming", async () => {
  const stream = await openai.images.generate({ ...picture, steps: 60, stream: true, partial_images: 2 });
  const seen = [];
  for await (const event of stream) seen.push(event);
  assert.equal(seen.at(-1).type, "image_generation.completed");
  assert.ok(seen.at(-1).b64_json.startsWith(PNG));
  assert.equal(seen[0].type, "image_generation.partial_image");
});

test("a picture is changed and varied", async () => {
  const drawn = await openai.images.generate({ ...picture, response_format: "b64_json" });
  const bytes = Buffer.from(drawn.data[0].b64_json, "base64");
  const image = async () => toFile(bytes, "circle.png", { type: "image/png" });
  const edited = await openai.images.edit({
    image: await image(),
    model: "shapes-ldm",
    prompt: "a large green circle",
    response_format: "b64_json",
    strength: 0.5,
    steps: 4,
  });
  assert.ok(edited.data[0].b64_json.startsWith(PNG));
  const varied = await openai.images.createVariation({ image: await image(), model: "shapes-ldm", steps: 4 });
  assert.ok(varied.data[0].url);
});

test("files are brought, listed and deleted", async () => {
  const file = await openai.files.create({
    file: await toFile(Buffer.from("{}\n"), "lines.jsonl"),
    purpose: "batch",
    expires_after: { anchor: "created_at", seconds: 3600 },
  });
  assert.equal(file.expires_at - file.created_at, 3600);
  const listed = [];
  for await (const one of openai.files.list({ purpose: "batch", limit: 1 })) listed.push(one.id);
  assert.ok(listed.includes(file.id));
  assert.equal((await openai.files.delete(file.id)).deleted, true);
});

test("models are listed and found", async () => {
  const listed = [];
  for await (const model of openai.models.list()) listed.push(model.id);
  assert.ok(listed.includes("shapes-ldm"));
  assert.equal((await openai.models.retrieve("shapes-ldm")).object, "model");
});

test("a refusal is what the client makes of one", async () => {
  const unknown = openai.images.generate({ ...picture, stepps: 1 });
  await assert.rejects(unknown, (error) => {
    assert.ok(error instanceof OpenAI.UnprocessableEntityError);
    assert.equal(error.code, "unknown_field");
    assert.equal(error.type, "invalid_request_error");
    assert.equal(error.param, "stepps");
    return true;
  });
  await assert.rejects(new OpenAI({ apiKey: "dk_wrong" }).models.list(), OpenAI.AuthenticationError);
});
