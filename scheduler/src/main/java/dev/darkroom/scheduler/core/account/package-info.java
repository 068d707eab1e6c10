/** Who pays for what, and who has had enough: bills, quotas and the budgets of keys. */
@NullMarked
package dev.darkroom.scheduler.core.account;

import org.jspecify.annotations.NullMarked;
