/**
 * What a model can do, whatever its family: one interface a capability, and the registry that finds
 * a family's loader by the name in a model's manifest. A family lives in its own package and
 * depends on this one, never the other way round; the farm, its queues and its stores are unknown
 * here.
 */
@NullMarked
package dev.darkroom.model;

import org.jspecify.annotations.NullMarked;
