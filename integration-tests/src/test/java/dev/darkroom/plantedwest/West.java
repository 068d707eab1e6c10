package dev.darkroom.plantedwest;

import dev.darkroom.plantedeast.East;

/** Needs {@link East}, which needs it: on purpose. */
public record West(East east) {}
