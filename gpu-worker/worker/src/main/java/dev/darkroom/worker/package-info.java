/**
 * The worker: a process that joins a pool, runs one leased job at a time on a thread of its own and
 * reports. {@link dev.darkroom.worker.WorkerService} is the whole of it in one object; {@link
 * dev.darkroom.worker.core} decides, {@link dev.darkroom.worker.run} does. Nothing here knows which
 * log, store or model family it talks to.
 */
@NullMarked
package dev.darkroom.worker;

import org.jspecify.annotations.NullMarked;
