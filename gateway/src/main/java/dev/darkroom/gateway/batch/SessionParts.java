package dev.darkroom.gateway.batch;

import dev.darkroom.gateway.view.FarmView;
import dev.darkroom.storage.batch.Batches;
import dev.darkroom.storage.batch.Batches.Named;
import java.time.InstantSource;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * What looking after a batch takes.
 *
 * @param catchUp returns when the view shows what is in the log now
 * @param isOpen whether the gateway is to go on
 * @param moved hears of each batch that has moved
 * @param ids draws random UUIDs
 * @param owner this gateway's name for itself
 */
record SessionParts(
    Batches batches,
    BatchCheck check,
    LineFeed.Parts feed,
    Canceller canceller,
    ResultFiles files,
    FarmView view,
    Runnable catchUp,
    BooleanSupplier isOpen,
    Consumer<Named> moved,
    BatchSettings settings,
    InstantSource clock,
    Supplier<UUID> ids,
    String owner) {
  /** The same for as long as another says. */
  SessionParts whileOpen(BooleanSupplier open) {
    return new SessionParts(
        batches, check, feed, canceller, files, view, catchUp, open, moved, settings, clock, ids,
        owner);
  }
}
