/**
 * Who is calling, for whom, and what they may do: the farm's first key, and those that it has given
 * out. Tokens would be a further {@link dev.darkroom.gateway.auth.Authenticator}.
 *
 * <p>Keys are compared in constant time and never logged.
 */
@NullMarked
package dev.darkroom.gateway.auth;

import org.jspecify.annotations.NullMarked;
