/**
 * Measures whole farms on this machine: what they take and complete, beside what their own broker
 * does bare. The model library measures itself in {@code dev.darkroom.bench}; printing is the
 * command line's.
 */
@NullMarked
package dev.darkroom.deploy.bench;

import org.jspecify.annotations.NullMarked;
