/**
 * Commands that run models in this process, without a farm: {@code world}, {@code train}, {@code
 * eval} and {@code parity}.
 */
@NullMarked
package dev.darkroom.deploy.cli.lab;

import org.jspecify.annotations.NullMarked;
