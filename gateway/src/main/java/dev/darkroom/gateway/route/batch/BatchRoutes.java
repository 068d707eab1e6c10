package dev.darkroom.gateway.route.batch;

import dev.darkroom.gateway.batch.BatchDesk;
import dev.darkroom.gateway.http.Route;
import dev.darkroom.gateway.route.Eyes;
import dev.darkroom.gateway.route.Hands;
import dev.darkroom.gateway.route.Waiting;
import java.util.List;

/** Every route of batches. */
public final class BatchRoutes {
  private BatchRoutes() {}

  public static List<Route> of(Eyes eyes, Hands hands, Waiting waiting) {
    BatchDesk batches = hands.batches();
    return List.of(
        new CreateBatch(batches, hands.openAi().batches(), waiting),
        new ListBatches(batches),
        new OneBatch(batches),
        SteerBatch.cancel(batches, waiting),
        SteerBatch.retry(batches, waiting),
        new StreamBatchEvents(batches, eyes.events().heartbeat()),
        new GetBatchOutputs(batches),
        new GetBatchResults(batches, eyes.bodies()));
  }
}
