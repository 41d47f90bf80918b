"""The order of it, and the answer: {"kernel": …, "boot": …, "changes": […], "notes": […], "problems": […]}."""


def settle(asked):
    settle_repositories(asked["repositories"])
    if asked["sssd"]:
        settle_sssd(asked["run"])
    kernel = target_kernel(asked["kernels"])
    boot = kind_of_boot(asked["container"])
    if boot in ("grub-bios", "grub-uefi"):
        if kernel is not None:
            settle_kernel(kernel)
        if boot == "grub-uefi":
            settle_environment(asked["vendor"])
            settle_esp_config(asked["vendor"])
        settle_config()
        if boot == "grub-uefi":
            settle_firmware_entry(asked["vendor"], asked["label"])
        else:
            settle_bios_core()
        check_boot(kernel, asked["vendor"])
    os.sync()
    return {"kernel": kernel, "boot": boot, "changes": changes, "notes": notes, "problems": problems}


def kind_of_boot(container):
    if container:
        note("this is a container: it has no boot loader of its own")
        return "container"
    if platform.machine() not in ("x86_64", "aarch64"):
        note("boot loaders of %s are left as the packages set them" % platform.machine())
        return "unknown"
    if not os.path.isdir("/lib/modules") or not glob.glob("/lib/modules/*/vmlinuz"):
        note("no kernel is installed: this host is started from outside")
        return "none"
    if not has("grub2-mkconfig"):
        note("GRUB is not installed: the boot loader of this host was left alone")
        return "unknown"
    return "grub-uefi" if is_uefi() else "grub-bios"


def main():
    with open(os.environ["FERRY_INPUT"]) as file:
        asked = json.load(file)
    result = settle(asked)
    with open(os.environ["FERRY_RESULT"], "w") as file:
        json.dump(result, file)


main()
