/**
 * What the gateway knows of the farm's models: manifests only, kept for a moment.
 *
 * <p>No weights are ever read here.
 */
@NullMarked
package dev.darkroom.gateway.model;

import org.jspecify.annotations.NullMarked;
