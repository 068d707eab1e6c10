/**
 * What a worker decides: how it joins, holds its one lease, stops a run, drains and leaves. Pure
 * functions over records; time comes in as monotonic nanoseconds. No thread, clock, network or file
 * may ever be used here.
 */
@NullMarked
package dev.darkroom.worker.core;

import org.jspecify.annotations.NullMarked;
