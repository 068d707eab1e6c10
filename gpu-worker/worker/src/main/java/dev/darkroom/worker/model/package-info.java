/**
 * Models in memory: which are held, for how long, and what gives way to a new one. Which families
 * there are and how they compute is unknown here.
 */
@NullMarked
package dev.darkroom.worker.model;

import org.jspecify.annotations.NullMarked;
