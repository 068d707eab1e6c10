package dev.darkroom.storage.log;

import dev.darkroom.job.command.Command;
import dev.darkroom.job.command.Reply;
import dev.darkroom.job.id.CommandId;
import dev.darkroom.storage.Deadline;
import dev.darkroom.storage.StorageException;
import dev.darkroom.storage.StorageException.Code;
import dev.darkroom.storage.log.KafkaClients.Isolation;
import dev.darkroom.storage.log.KafkaClients.Lost;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Commands and replies over Kafka. One thread reads every partition of replies from its end. */
final class KafkaCommandSender implements CommandSender {
  private static final Logger LOG = LoggerFactory.getLogger(KafkaCommandSender.class);
  private static final Duration POLL = Duration.ofMillis(500);
  private static final Duration AFTER_FAILURE = Duration.ofMillis(500);

  /** Commands that may wait for their replies at once; more are refused, not queued. */
  private static final int MAX_WAITING = 20_000;

  private final KafkaClients clients;
  private final Producer<byte[], byte[]> producer;
  private final Producer<byte[], byte[]> bulk;
  private final org.apache.kafka.clients.consumer.Consumer<byte[], byte[]> replies;
  private final ConcurrentHashMap<CommandId, CompletableFuture<Reply>> waiting =
      new ConcurrentHashMap<>();
  private final List<Consumer<Reply>> listeners = new CopyOnWriteArrayList<>();
  private final Thread reader;
  private volatile boolean closed;

  /**
   * @param producer sends commands whose replies are waited for
   * @param bulk sends those that are put
   */
  KafkaCommandSender(
      KafkaClients clients, Producer<byte[], byte[]> producer, Producer<byte[], byte[]> bulk) {
    this.clients = clients;
    this.producer = producer;
    this.bulk = bulk;
    this.replies = clients.consumer(Isolation.COMMITTED, Lost.END);
    Topics topics = clients.settings().topics();
    List<TopicPartition> all =
        IntStream.range(0, topics.partitions())
            .mapToObj(p -> new TopicPartition(topics.name(Topic.REPLIES), p))
            .toList();
    try {
      replies.assign(all);
      replies.seekToEnd(all);
      // Seeking is lazy: asking for the positions fixes them now, before the first command.
      all.forEach(replies::position);
    } catch (KafkaException e) {
      replies.close();
      throw clients.failure(e);
    }
    reader = Thread.ofPlatform().daemon().name("darkroom-replies").start(this::readReplies);
  }

  @Override
  public CompletableFuture<CommandOutcome> send(Command command, Duration wait) {
    if (waiting.size() >= MAX_WAITING) {
      return CompletableFuture.failedFuture(
          new StorageException(
              Code.FULL, MAX_WAITING + " commands wait for their replies: try again later"));
    }
    Deadline deadline = Deadline.after(wait);
    byte[] value;
    try {
      value = Records.COMMAND.encode(command);
    } catch (StorageException e) {
      return CompletableFuture.failedFuture(e);
    }
    CompletableFuture<Reply> reply = new CompletableFuture<>();
    waiting.put(command.id(), reply);
    var _ = reply.whenComplete((_, _) -> waiting.remove(command.id()));
    CompletableFuture<CommandOutcome> outcome = Replies.outcomeOf(reply);
    var _ =
        Sends.send(clients, producer, record(command, value))
            .whenComplete((_, failure) -> {
              if (failure != null) {
                reply.completeExceptionally(clients.failure(failure));
              } else {
                // Only now may it be called late: the log has it.
                Replies.lateAfter(deadline.left(), reply, outcome);
              }
            });
    return outcome;
  }

  @Override
  public CompletableFuture<Void> put(Command command) {
    try {
      byte[] value = Records.COMMAND.encode(command);
      return Sends.send(clients, bulk, record(command, value)).thenAccept(_ -> {});
    } catch (StorageException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  @Override
  public Listening listen(Consumer<Reply> listener) {
    listeners.add(listener);
    return () -> listeners.remove(listener);
  }

  private ProducerRecord<byte[], byte[]> record(Command command, byte[] value) {
    return new ProducerRecord<>(
        clients.settings().topics().name(Topic.COMMANDS),
        Topics.partitionOf(command),
        Records.key(command.id().toString()),
        value);
  }

  @Override
  public int partitions() {
    return clients.settings().topics().partitions();
  }

  @Override
  public void close() {
    closed = true;
    replies.wakeup();
    try {
      reader.join(clients.settings().connectTimeout());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    StorageException end = new StorageException(Code.INTERRUPTED, "the command sender was closed");
    waiting.values().forEach(reply -> reply.completeExceptionally(end));
  }

  private void readReplies() {
    try (replies) {
      while (!closed) {
        readSome();
      }
    }
  }

  /** A failure here must not end the thread: commands would all be late for ever. */
  private void readSome() {
    try {
      for (ConsumerRecord<byte[], byte[]> r : replies.poll(POLL)) {
        Reply reply = Records.REPLY.decode(r.value());
        CompletableFuture<Reply> waited = waiting.get(reply.command());
        if (waited != null) {
          waited.complete(reply);
        } else {
          listeners.forEach(listener -> listener.accept(reply));
        }
      }
    } catch (WakeupException _) {
      // Closing.
    } catch (KafkaException | StorageException e) {
      LOG.warn("reading replies failed, trying again: {}", clients.failure(e).getMessage());
      Deadline.pause(AFTER_FAILURE);
    }
  }
}
