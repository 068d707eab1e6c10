/**
 * The progress of running jobs inside one gateway: one subscription, the latest of each job, and
 * who wants to be told.
 *
 * <p>All of it may be missing at any time; nothing else may depend on it.
 */
@NullMarked
package dev.darkroom.gateway.progress;

import org.jspecify.annotations.NullMarked;
