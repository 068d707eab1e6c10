/**
 * Measures the model library at the size of published models, with weights made on the spot. Here
 * live the rows of {@code bench model}: what runs, and what is read off. Never numbers of their own
 * making: every figure is measured in the process that reports it, and nothing here knows the farm.
 */
@NullMarked
package dev.darkroom.bench;

import org.jspecify.annotations.NullMarked;
