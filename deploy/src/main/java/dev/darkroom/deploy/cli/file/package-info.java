/** Commands for what a tenant sends ahead of its jobs: {@code files} and {@code uploads}. */
@NullMarked
package dev.darkroom.deploy.cli.file;

import org.jspecify.annotations.NullMarked;
