# Sourced by what makes images for the tests: a kernel of Debian's and a file system in memory, which boot by BIOS and by UEFI.
# Debian; needs syslinux syslinux-common syslinux-efi mtools dosfstools cpio qemu-utils.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
mkdir -p "$here/../.qubinode"
cache=$(cd "$here/../.qubinode" && pwd)

# Ends the script when .qubinode/ has this image, and otherwise goes to an empty folder.
unless_there_is() {
    image=$cache/$1
    if [ "$image" -nt "${BASH_SOURCE[0]}" ] && [ "$image" -nt "${BASH_SOURCE[1]}" ]; then
        echo "$image"
        exit
    fi
    work=$(mktemp -d)
    trap 'rm -rf "$work"' EXIT
    cd "$work"
    mkdir unpacked root
}

kernel_of() { apt-cache depends "$1" 2>/dev/null | awk '/Depends:/ { print $2; exit }'; }
download() { apt-get download -qq "$@" >/dev/null 2>&1; }

# Unpacks the kernel that a package stands for, and other packages.
unpack() {
    local kernel=$1
    shift
    if [ -z "$(kernel_of "$kernel")" ] || ! download "$(kernel_of "$kernel")" "$@"; then
        apt-get update -qq
        download "$(kernel_of "$kernel")" "$@"
    fi
    for package in *.deb; do
        dpkg-deb --fsys-tarfile "$package" | tar -x --keep-directory-symlink -C unpacked
    done
}

# Copies modules of the kernel's to root/modules/, and the order in which they are to be loaded.
take_modules() {
    mkdir -p root/modules
    printf '%s\n' "$@" >root/modules/order
    for module in "$@"; do
        cp "$(find unpacked/lib/modules/ -name "$module.ko")" root/modules/
    done
}

# Makes the image of root/ and prints its path.
make_bootable() {
    local label=$1 megabytes=$2
    (cd root && find . | cpio --quiet -o -H newc | gzip -6) >initrd
    cat >syslinux.cfg <<CONFIG
SERIAL 0 115200
DEFAULT $label
LABEL $label
  KERNEL kernel
  INITRD initrd
  APPEND console=ttyS0 quiet panic=1 tsc=unstable no_timer_check
CONFIG
    truncate -s "${megabytes}M" disk
    mkfs.vfat -F 16 -n "${label^^}" disk >/dev/null
    mcopy -i disk "$(find unpacked/boot -name 'vmlinuz-*')" ::kernel
    mcopy -i disk initrd syslinux.cfg ::
    syslinux --install disk
    mmd -i disk ::EFI ::EFI/BOOT
    mcopy -i disk /usr/lib/SYSLINUX.EFI/efi64/syslinux.efi ::EFI/BOOT/BOOTX64.EFI
    mcopy -i disk /usr/lib/syslinux/modules/efi64/ldlinux.e64 ::EFI/BOOT/
    qemu-img convert -O qcow2 -c disk made.qcow2
    mv made.qcow2 "$image"
    echo "$image"
}
