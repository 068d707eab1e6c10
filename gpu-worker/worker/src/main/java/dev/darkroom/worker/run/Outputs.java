package dev.darkroom.worker.run;

import dev.darkroom.job.Output;
import dev.darkroom.job.RunManifest;
import dev.darkroom.job.id.Digest;
import dev.darkroom.job.id.RunRef;
import dev.darkroom.job.id.TenantId;
import dev.darkroom.job.worker.Grant;
import dev.darkroom.storage.Json;
import dev.darkroom.storage.object.ObjectKeys;
import dev.darkroom.storage.object.ObjectStore;
import dev.darkroom.storage.object.RunManifests;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.Consumer;

/**
 * What one run leaves. Each file goes to the spool, then to the object store under the run's own
 * epoch, once; the manifest goes last and makes them count.
 */
public final class Outputs implements AutoCloseable {
  /** A manifest's bytes. */
  public static final Json<RunManifest> MANIFEST = RunManifests.JSON;

  /** Files that one run may leave. */
  static final int MAX_OUTPUTS = 1_000;

  private final TenantId tenant;
  private final RunRef run;
  private final StopSignal stop;
  private final Vault vault;
  private final List<Output> stored = new ArrayList<>();

  /** Where outputs go, and how patiently. */
  public record Vault(ObjectStore store, Spool spool, Retries retries) {}

  Outputs(Grant grant, StopSignal stop, Vault vault) {
    this.tenant = grant.header().tenant();
    this.run = grant.run();
    this.stop = stop;
    this.vault = vault;
  }

  /**
   * Stores a file.
   *
   * @param name unique in its job
   * @throws RunFailure CAPACITY if the spool or the disk is full
   * @throws dev.darkroom.storage.StorageException if the store stays down
   * @throws RunStoppedException if the run must stop meanwhile
   */
  public Output add(
      String name, Output.Role role, String contentType, byte[] bytes, OptionalLong seed) {
    requireNew(name);
    String key = ObjectKeys.output(tenant, run, name);
    Path file = vault.spool().write(run, name, bytes);
    send("upload", store -> store.put(key, file, contentType));
    vault.spool().remove(run, file, bytes.length);
    Output output = new Output(name, role, key, Digest.of(bytes), contentType, bytes.length, seed);
    stored.add(output);
    return output;
  }

  /**
   * Stores a file that may be large, straight from where it lies. Bytes that this job has stored
   * already are named anew and not stored again.
   *
   * @param name unique in its job
   * @throws dev.darkroom.storage.StorageException if the store stays down
   * @throws RunStoppedException if the run must stop meanwhile
   */
  public Output add(String name, Output.Role role, String contentType, Path file) {
    requireNew(name);
    Digest digest = digest(file);
    Output output =
        stored.stream()
            .filter(known -> known.hash().equals(digest))
            .findFirst()
            .map(known -> named(known, name, role, contentType))
            .orElseGet(() -> put("upload", name, role, contentType, file, digest));
    stored.add(output);
    return output;
  }

  private static Output named(Output known, String name, Output.Role role, String contentType) {
    return new Output(
        name, role, known.key(), known.hash(), contentType, known.sizeBytes(), known.seed());
  }

  private Output put(
      String what, String name, Output.Role role, String contentType, Path file, Digest digest) {
    String key = ObjectKeys.output(tenant, run, name);
    send(what, store -> store.put(key, file, contentType));
    try {
      return new Output(
          name, role, key, digest, contentType, Files.size(file), OptionalLong.empty());
    } catch (IOException e) {
      throw new UncheckedIOException(name + " cannot be read back", e);
    }
  }

  private void requireNew(String name) {
    if (stored.size() >= MAX_OUTPUTS || stored.stream().anyMatch(o -> o.name().equals(name))) {
      throw new IllegalStateException(
          "output " + name + " is there already, or the " + MAX_OUTPUTS + " that are allowed");
    }
  }

  /** Lets an output of this name be what another one is: the same bytes, under both names. */
  public void replace(String name, Output by) {
    stored.removeIf(output -> output.name().equals(name));
    stored.add(named(by, name, by.role(), by.contentType()));
  }

  /** What is stored by now, the outputs of earlier runs that it goes on from among it. */
  public List<Output> all() {
    return List.copyOf(stored);
  }

  /** What an earlier run of this job left before the checkpoint that this one goes on from. */
  public void inherit(List<Output> outputs) {
    stored.addAll(outputs);
  }

  /**
   * Stores a file that is no output: it serves a later run of this job.
   *
   * @param name unique in its job
   * @throws dev.darkroom.storage.StorageException if the store stays down
   * @throws RunStoppedException if the run must stop meanwhile
   */
  public Output keep(String name, Path file, String contentType) {
    return put("checkpoint", name, Output.Role.CHECKPOINT, contentType, file, digest(file));
  }

  /** The same for bytes. */
  public Output keep(String name, byte[] bytes, String contentType) {
    String key = ObjectKeys.output(tenant, run, name);
    send("checkpoint", store -> store.put(key, bytes, contentType));
    return new Output(
        name,
        Output.Role.CHECKPOINT,
        key,
        Digest.of(bytes),
        contentType,
        bytes.length,
        OptionalLong.empty());
  }

  private static Digest digest(Path file) {
    MessageDigest sha = Digest.sha256();
    try (InputStream in = new DigestInputStream(Files.newInputStream(file), sha)) {
      in.transferTo(OutputStream.nullOutputStream());
      return Digest.ofHash(sha.digest());
    } catch (IOException e) {
      throw new UncheckedIOException(file.getFileName() + " cannot be read back", e);
    }
  }

  /** Writes the manifest; nothing can be added after. */
  Committed commit() {
    byte[] manifest = MANIFEST.encode(new RunManifest(run.job(), run.epoch(), stored));
    String key = ObjectKeys.runManifest(tenant, run);
    send("manifest", store -> store.put(key, manifest, "application/json"));
    return new Committed(Digest.of(manifest), List.copyOf(stored));
  }

  private void send(String what, Consumer<ObjectStore> put) {
    vault
        .retries()
        .call(
            what,
            stop,
            () -> {
              put.accept(vault.store());
              return what;
            });
  }

  /** What is stored for good. */
  record Committed(Digest manifest, List<Output> outputs) {}

  @Override
  public void close() {
    vault.spool().clear(run);
  }
}
