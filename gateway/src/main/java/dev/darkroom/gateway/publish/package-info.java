/**
 * What follows from a job's end: a learned word enters its tenant's registry, a LoRA or a model the
 * repository. The log alone says that a job has succeeded, so nothing is published before that.
 */
@NullMarked
package dev.darkroom.gateway.publish;

import org.jspecify.annotations.NullMarked;
