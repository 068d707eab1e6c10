/**
 * What clients of the last release rely on: compares documents of the API, and never a running
 * gateway.
 */
@NullMarked
package dev.darkroom.gateway.contract;

import org.jspecify.annotations.NullMarked;
