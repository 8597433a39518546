/**
 * {@code bin/up}: the whole system on one machine. {@link chat.localstack.up.Stack} starts every part as a process of its own, in
 * order, watches them and stops them in reverse; tests of the real processes use it too. Below the data folder, besides what the
 * engines keep:
 *
 * <pre>
 * data/
 *   lock                       held while a launcher uses the folder
 *   secrets/ (mode 700)        each file mode 600
 *     cluster-secret           proves to a core that the caller is one of the cluster's processes
 *     key-secret               encrypts the keys that sign tokens
 *     operator-password        of the operator "admin"
 *     demo-password            of the two demo users
 *   demo-channel               id of the channel with the greeting
 * </pre>
 */
@NullMarked
package chat.localstack.up;

import org.jspecify.annotations.NullMarked;
