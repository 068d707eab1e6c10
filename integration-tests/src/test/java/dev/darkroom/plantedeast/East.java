package dev.darkroom.plantedeast;

import dev.darkroom.plantedwest.West;

/** Needs {@link West}, which needs it: on purpose. */
public record East(West west) {}
