/**
 * Tests of the whole: of the farm as processes, and of the repository as its readers find it. A
 * test that one module could hold lives there, never here.
 */
@NullMarked
package dev.darkroom.integration;

import org.jspecify.annotations.NullMarked;
