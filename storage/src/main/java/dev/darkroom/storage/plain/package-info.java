/**
 * The JSON of the records that travel most, written and read by hand: byte for byte what the mapper
 * of {@link dev.darkroom.storage.Json} makes of them, several times as fast. A form here never
 * decides how a record looks: whatever it has no plain words for, texts with escapes among them, it
 * leaves to the mapper.
 */
@NullMarked
package dev.darkroom.storage.plain;

import org.jspecify.annotations.NullMarked;
