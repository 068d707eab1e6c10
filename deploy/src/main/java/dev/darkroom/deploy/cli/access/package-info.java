/**
 * Commands for who may do what: {@code keys}, {@code tenants}, {@code audit} and {@code webhooks}.
 */
@NullMarked
package dev.darkroom.deploy.cli.access;

import org.jspecify.annotations.NullMarked;
