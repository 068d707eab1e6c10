/**
 * The gateway's picture of the farm, rebuilt from the log's state topic and never stored: jobs,
 * pools, workers, places in the queue, and why a job waits.
 *
 * <p>Nothing here decides, sends or answers anything.
 */
@NullMarked
package dev.darkroom.gateway.view;

import org.jspecify.annotations.NullMarked;
