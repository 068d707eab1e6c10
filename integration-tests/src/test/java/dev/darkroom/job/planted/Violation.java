package dev.darkroom.job.planted;

import java.util.Random;
import org.apache.kafka.common.KafkaException;

/** Breaks the rules for job words, on purpose. */
public final class Violation {
  private Violation() {}

  static double chance() {
    return Math.random() + new Random().nextDouble();
  }

  static RuntimeException kafka() {
    return new KafkaException("planted");
  }
}
