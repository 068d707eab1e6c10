/**
 * Commands for models, learned words and LoRAs: the farm's registries, and conversions of files
 * that need no farm.
 */
@NullMarked
package dev.darkroom.deploy.cli.model;

import org.jspecify.annotations.NullMarked;
