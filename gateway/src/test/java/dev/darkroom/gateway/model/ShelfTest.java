package dev.darkroom.gateway.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.darkroom.storage.StorageException;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class ShelfTest {
  private static final Duration TTL = Duration.ofSeconds(2);

  private Instant now = Instant.EPOCH;
  private int asked;
  private boolean down;
  private final Shelf<String, String> shelf = new Shelf<>(this::ask, () -> now, TTL, 2);

  @Test
  void anAnswerIsAskedForOnceWhileItIsGood() {
    assertThat(shelf.get("a")).isEqualTo("a1");
    assertThat(shelf.get("a")).isEqualTo("a1");

    now = now.plus(TTL);

    assertThat(shelf.get("a")).isEqualTo("a2");
  }

  @Test
  void whereTheStoreIsDownTheOldAnswerGoesOn() {
    shelf.get("a");
    now = now.plus(TTL);
    down = true;

    assertThat(shelf.get("a")).isEqualTo("a1");
    assertThatThrownBy(() -> shelf.get("b")).isInstanceOf(StorageException.class);
  }

  @Test
  void theOldestAnswerMakesRoom() {
    shelf.get("a");
    shelf.get("b");
    shelf.get("c");

    assertThat(shelf.get("b")).isEqualTo("b2");
    assertThat(shelf.get("a")).isEqualTo("a4");
  }

  private String ask(String key) {
    if (down) {
      throw new StorageException(StorageException.Code.UNAVAILABLE, "down");
    }
    return key + ++asked;
  }
}
