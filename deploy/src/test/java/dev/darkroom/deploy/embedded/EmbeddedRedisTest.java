package dev.darkroom.deploy.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import dev.darkroom.job.id.Epoch;
import dev.darkroom.job.id.JobId;
import dev.darkroom.storage.Samples;
import dev.darkroom.storage.StorageException;
import dev.darkroom.storage.StorageException.Code;
import dev.darkroom.storage.progress.ProgressEvent;
import dev.darkroom.storage.progress.ProgressPublisher;
import dev.darkroom.storage.progress.ProgressReader;
import dev.darkroom.storage.progress.ProgressRecord;
import dev.darkroom.storage.progress.RedisProgressPublisher;
import dev.darkroom.storage.progress.RedisProgressReader;
import dev.darkroom.storage.progress.RedisSettings;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedRedisTest {
  private static final Duration SOON = Duration.ofSeconds(15);
  private static final JobId JOB = Samples.job(1, 0);

  @TempDir Path folder;

  @Test
  void theBundledServerRunsWhereNoneIsInstalled() {
    try (EmbeddedRedis redis = EmbeddedRedis.start(bundled(FreePorts.find()))) {
      String program = ProcessHandle.of(redis.pid()).orElseThrow().info().command().orElseThrow();
      assertThat(Path.of(program).getFileName().toString()).startsWith("redis-server-7.0.15-");
      assertThat(folder.resolve("redis.pid")).exists();
    }
    assertThat(folder.resolve("redis.pid")).doesNotExist();
  }

  @Test
  void theServerOfAKilledFarmIsStoppedByTheNextAndItsDataIsKept() {
    EmbeddedRedis left = EmbeddedRedis.start(bundled(FreePorts.find()));
    ProcessHandle leftover = ProcessHandle.of(left.pid()).orElseThrow();
    RedisSettings before = RedisSettings.of(left.url());
    try (ProgressPublisher publisher = new RedisProgressPublisher(before);
        ProgressReader reader = new RedisProgressReader(before)) {
      publisher.publish(progress(7));
      await().atMost(SOON).until(() -> reader.snapshot(JOB).progress().isPresent());
    }
    // Nothing closes it: its farm is gone. The next farm even has the same port.
    try (EmbeddedRedis next = EmbeddedRedis.start(bundled(left.url().getPort()));
        ProgressReader reader = new RedisProgressReader(RedisSettings.of(next.url()))) {
      assertThat(leftover.isAlive()).isFalse();
      assertThat(next.pid()).isNotEqualTo(leftover.pid());
      assertThat(reader.snapshot(JOB).progress().map(ProgressRecord::event)).contains(progress(7));
    }
  }

  @Test
  void aNoteAboutAProcessThatIsNobodysRedisStopsNothing() throws IOException {
    ProcessHandle us = ProcessHandle.current();
    String start = us.info().startInstant().orElseThrow().toString();
    Path note = folder.resolve("child.pid");
    Files.writeString(note, us.pid() + "\n" + start + "\n/usr/bin/redis-server\n");
    assertThat(new Leftover(note).stop()).isFalse();
    Files.writeString(note, "not a number\n");
    assertThat(new Leftover(note).stop()).isFalse();
    assertThat(us.isAlive()).isTrue();
  }

  @Test
  void aTakenPortIsNamedWithTheOptionThatChangesIt() throws IOException {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      assertThatExceptionOfType(EmbeddedException.class)
          .isThrownBy(() -> EmbeddedRedis.start(bundled(taken.getLocalPort())))
          .withMessage(
              "port %d is taken by another program: choose another with --redis-port",
              taken.getLocalPort());
    }
  }

  @Test
  void aConfiguredProgramThatDoesNotRunIsNamed() {
    Path wrong = folder.resolve("no-redis");
    EmbeddedRedis.Settings settings =
        new EmbeddedRedis.Settings(folder, FreePorts.find(), Optional.of(wrong), "", SOON);
    assertThatExceptionOfType(EmbeddedException.class)
        .isThrownBy(() -> EmbeddedRedis.start(settings))
        .withMessageStartingWith("redis.executable does not run: " + wrong + " cannot be run");
  }

  @Test
  void aProgramOnThePathThatFailsIsPassedOver() throws IOException {
    Path bin = Files.createDirectory(folder.resolve("bin"));
    Path broken = bin.resolve("redis-server");
    Files.writeString(broken, "#!/bin/sh\necho broken library >&2\nexit 1\n");
    assertThat(broken.toFile().setExecutable(true)).isTrue();
    Path found = RedisBinary.find(Optional.empty(), bin.toString(), folder);
    assertThat(found.getFileName().toString()).startsWith("redis-server-7.0.15-");
  }

  @Test
  void whileRedisIsDownProgressIsDroppedAndAfterwardsItFlowsAgain() throws Exception {
    int port = FreePorts.find();
    EmbeddedRedis first = EmbeddedRedis.start(bundled(port));
    RedisSettings settings = RedisSettings.of(first.url());
    List<ProgressEvent> heard = Collections.synchronizedList(new ArrayList<>());
    try (ProgressPublisher publisher = new RedisProgressPublisher(settings);
        ProgressReader reader = new RedisProgressReader(settings);
        var _ = reader.subscribe(record -> heard.add(record.event()))) {
      publisher.publish(progress(1));
      await().atMost(SOON).until(() -> heard.contains(progress(1)));

      first.close();
      await()
          .atMost(SOON)
          .until(() -> {
            publisher.publish(progress(2));
            return publisher.dropped() > 0;
          });
      long begun = System.nanoTime();
      for (int i = 0; i < 10_000; i++) {
        publisher.publish(progress(3));
      }
      assertThat(Duration.ofNanos(System.nanoTime() - begun))
          .as("ten thousand events while Redis is down")
          .isLessThan(Duration.ofSeconds(1));
      assertThatExceptionOfType(StorageException.class)
          .isThrownBy(() -> reader.snapshot(JOB))
          .withMessageContaining("Redis at 127.0.0.1:" + port + " does not answer")
          .extracting(StorageException::code)
          .isEqualTo(Code.UNAVAILABLE);

      try (EmbeddedRedis _ = EmbeddedRedis.start(bundled(port))) {
        await()
            .atMost(SOON)
            .until(() -> {
              publisher.publish(progress(4));
              return heard.contains(progress(4));
            });
        assertThat(reader.snapshot(JOB).progress()).isPresent();
      }
    }
  }

  private EmbeddedRedis.Settings bundled(int port) {
    return new EmbeddedRedis.Settings(folder, port, Optional.empty(), "", SOON);
  }

  private static ProgressEvent progress(int step) {
    return new ProgressEvent.Progress(
        JOB, Epoch.of(1), step / 10.0, step, 10, "", Optional.empty(), Samples.AT);
  }
}
