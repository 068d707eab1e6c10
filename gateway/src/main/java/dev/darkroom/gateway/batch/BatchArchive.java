package dev.darkroom.gateway.batch;

import dev.darkroom.gateway.body.Json;
import dev.darkroom.job.Output;
import dev.darkroom.job.id.TenantId;
import dev.darkroom.storage.StorageException;
import dev.darkroom.storage.batch.BatchManifest;
import dev.darkroom.storage.batch.BatchResult;
import dev.darkroom.storage.object.ObjectKeys;
import dev.darkroom.storage.object.ObjectStore;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * All files of a batch as one: each under its line's name, and a manifest.json last that says what
 * is what. A piece of one file is in memory at a time; the manifest waits on disk.
 */
final class BatchArchive {
  private static final String MANIFEST = "manifest.json";
  private static final int PIECE = 1 << 18;

  private final ObjectStore objects;

  BatchArchive(ObjectStore objects) {
    this.objects = objects;
  }

  /** Packs what there is of the results. */
  void pack(BatchManifest batch, Stream<BatchResult> results, OutputPacker packer)
      throws IOException, InterruptedException {
    Path spool = Files.createTempFile("darkroom-manifest-", ".json");
    try {
      try (BufferedWriter manifest = Files.newBufferedWriter(spool)) {
        manifest(batch, results, manifest, packer);
      }
      packer.begin(MANIFEST, Files.size(spool));
      try (InputStream in = Files.newInputStream(spool)) {
        copy(in, packer);
      }
      packer.end(Files.size(spool));
    } finally {
      Files.deleteIfExists(spool);
    }
  }

  private void manifest(
      BatchManifest batch, Stream<BatchResult> results, BufferedWriter out, OutputPacker packer)
      throws IOException, InterruptedException {
    out.append("{\"object\":\"batch.manifest\",\"batch\":\"")
        .append(batch.id().value())
        .append("\",\"lines\":[");
    String between = "\n";
    for (Iterator<BatchResult> rest = results.iterator(); rest.hasNext(); between = ",\n") {
      BatchResult result = rest.next();
      out.append(between).append(Json.text(entry(batch.tenant(), result, packer)));
    }
    out.append("\n]}\n");
  }

  private Map<String, Object> entry(TenantId tenant, BatchResult result, OutputPacker packer)
      throws IOException, InterruptedException {
    List<Map<String, Object>> files = new ArrayList<>();
    for (Output output : result.outputs()) {
      if (output.role() == Output.Role.MANIFEST || !isOf(tenant, output)) {
        continue;
      }
      String name = OutputNames.of(result.line(), output, files.size());
      Map<String, Object> file = new LinkedHashMap<>();
      file.put("name", name);
      file.put("hash", output.hash().toString());
      file.put("size_bytes", output.sizeBytes());
      file.put("content_type", output.contentType());
      output.seed().ifPresent(seed -> file.put("seed", seed));
      file.put("missing", !isPacked(output, name, packer));
      files.add(file);
    }
    Map<String, Object> line = new LinkedHashMap<>();
    line.put("custom_id", result.line().customId());
    line.put("line", result.line().line());
    line.put("id", result.job().toString());
    line.put("status", result.status().toString());
    line.put("files", files);
    result.error().ifPresent(error -> line.put("error", error.code()));
    return line;
  }

  /** A file that is gone by now is left out, and the manifest says so. */
  private boolean isPacked(Output output, String name, OutputPacker packer)
      throws IOException, InterruptedException {
    InputStream opened;
    try {
      opened = objects.open(output.key(), 0, Math.max(1, output.sizeBytes()));
    } catch (StorageException e) {
      if (e.code() == StorageException.Code.NOT_FOUND) {
        return false;
      }
      throw e;
    }
    try (InputStream in = opened) {
      packer.begin(name, output.sizeBytes());
      copy(in, packer);
      packer.end(output.sizeBytes());
    }
    return true;
  }

  private static void copy(InputStream in, OutputPacker packer)
      throws IOException, InterruptedException {
    byte[] piece = new byte[PIECE];
    for (int read = in.read(piece); read >= 0; read = in.read(piece)) {
      packer.bytes(piece, read);
    }
  }

  private static boolean isOf(TenantId tenant, Output output) {
    return output.key().startsWith(ObjectKeys.RUNS + tenant + "/");
  }
}
