package dev.darkroom.gateway.hook;

import static org.assertj.core.api.Assertions.assertThat;

import dev.darkroom.job.id.TenantId;
import dev.darkroom.storage.hook.Delivery;
import dev.darkroom.storage.hook.DeliveryState;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class FlightsTest {
  private final Flights flights = new Flights(new HookSettings.Limits(1, 2, 3, 5, 1, 1));

  @Test
  void aWebhookATenantAndTheWholeHaveTheirBounds() {
    assertThat(flights.start(delivery("1", "x", "a"))).isTrue();
    assertThat(flights.start(delivery("1", "x", "a"))).as("it is under way").isFalse();
    assertThat(flights.start(delivery("2", "x", "a"))).isTrue();
    assertThat(flights.start(delivery("3", "x", "a"))).as("two of a webhook").isFalse();
    assertThat(flights.start(delivery("4", "y", "a"))).isTrue();
    assertThat(flights.start(delivery("5", "z", "a"))).as("three of a tenant").isFalse();
    assertThat(flights.start(delivery("6", "v", "b"))).isTrue();
    assertThat(flights.start(delivery("7", "w", "c"))).isTrue();
    assertThat(flights.start(delivery("8", "u", "d"))).as("five in all").isFalse();
  }

  @Test
  void aPlaceThatIsGivenBackIsThereForTheNext() {
    assertThat(flights.start(delivery("1", "x", "a"))).isTrue();
    assertThat(flights.start(delivery("2", "x", "a"))).isTrue();
    flights.end("1");
    flights.end("1");

    assertThat(flights.count()).isEqualTo(1);
    assertThat(flights.start(delivery("3", "x", "a"))).isTrue();
    assertThat(flights.start(delivery("4", "x", "a"))).isFalse();
  }

  private static Delivery delivery(String id, String hook, String tenant) {
    return new Delivery(
        id,
        hook,
        TenantId.of(tenant),
        "job.succeeded",
        "job",
        Instant.EPOCH,
        "{}",
        new DeliveryState.Waiting(0, Instant.EPOCH),
        List.of(),
        1);
  }
}
