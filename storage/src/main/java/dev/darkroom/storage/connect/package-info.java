/**
 * From settings to the three stores: one place that knows the names of the settings and which
 * adapter serves which interface. It decides nothing.
 */
@NullMarked
package dev.darkroom.storage.connect;

import org.jspecify.annotations.NullMarked;
