/**
 * Commands that start a farm or a part of one, and look whether this machine can: {@code up},
 * {@code run}, {@code demo} and {@code doctor}.
 */
@NullMarked
package dev.darkroom.deploy.cli.farm;

import org.jspecify.annotations.NullMarked;
