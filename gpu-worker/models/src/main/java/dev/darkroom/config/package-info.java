/**
 * Reads the JSON configuration files that published models come with, and refuses by name what it
 * does not know.
 *
 * <p>Knows no model: each family says which keys it reads and which values it supports.
 */
@NullMarked
package dev.darkroom.config;

import org.jspecify.annotations.NullMarked;
