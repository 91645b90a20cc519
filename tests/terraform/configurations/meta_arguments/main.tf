resource "terraform_data" "first" {
  input            = "first"
  triggers_replace = [1, "a"]

  lifecycle {
    create_before_destroy = true
    ignore_changes        = [input]
    precondition {
      condition     = path.module == "."
      error_message = "No."
    }
  }

  provisioner "local-exec" {
    command = "echo ${self.input}"
  }
}

module "after" {
  source     = "./child"
  depends_on = [terraform_data.first]
}

resource "terraform_data" "last" {
  input      = module.after.text
  depends_on = [module.after, terraform_data.first]
}
